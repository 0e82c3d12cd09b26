/** Every type that a signature of the public API names can be imported from the package. */

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
// TypeScript 7 has no interface for programs; arethetypeswrong brings a version that has.
import type * as typescript from '../../node_modules/@arethetypeswrong/core/node_modules/typescript/lib/typescript.js';

const require = createRequire(import.meta.resolve('@arethetypeswrong/core'));
const ts: typeof typescript = require('typescript');

const types = fileURLToPath(new URL('../../dist/types/src', import.meta.url));
const index = path.join(types, 'index.d.ts');
const program = ts.createProgram([index], {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
  types: [],
});
const checker = program.getTypeChecker();
const meant = (symbol: typescript.Symbol): typescript.Symbol =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
const ownDeclarations = (symbol: typescript.Symbol) =>
  (symbol.declarations ?? []).filter(
    (one) => !path.relative(types, one.getSourceFile().fileName).startsWith('..'),
  );

/** What a module exports, its namespaces' exports too. */
function addExports(module: typescript.Symbol, found: Set<typescript.Symbol>): void {
  for (const symbol of checker.getExportsOfModule(module).map(meant)) {
    if (found.has(symbol)) continue;
    found.add(symbol);
    if (symbol.flags & ts.SymbolFlags.ValueModule) addExports(symbol, found);
  }
}

/** The name in a node that refers to a type. */
function nameIn(node: typescript.Node): typescript.Node | undefined {
  if (ts.isTypeReferenceNode(node)) return node.typeName;
  if (ts.isExpressionWithTypeArguments(node)) return node.expression;
  return ts.isImportTypeNode(node) ? node.qualifier : undefined;
}

test('types that signatures name are exported', () => {
  const exported = new Set<typescript.Symbol>();
  addExports(checker.getSymbolAtLocation(program.getSourceFile(index)!)!, exported);
  assert.ok(exported.size > 500);
  const missing = new Set<string>();
  const visit = (node: typescript.Node): void => {
    const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
    if (modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)) return;
    const name = nameIn(node);
    const last = name && ts.isQualifiedName(name) ? name.right : name;
    const symbol = last && checker.getSymbolAtLocation(last);
    if (symbol) {
      const target = meant(symbol);
      const isParameter = target.flags & ts.SymbolFlags.TypeParameter;
      if (!isParameter && ownDeclarations(target).length > 0 && !exported.has(target)) {
        missing.add(target.name);
      }
    }
    ts.forEachChild(node, visit);
  };
  for (const symbol of exported) {
    if (symbol.flags & ts.SymbolFlags.ValueModule) continue;
    for (const declaration of ownDeclarations(symbol)) visit(declaration);
  }
  assert.deepEqual([...missing], []);
});
