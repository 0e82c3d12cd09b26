// The transform that gives every class of a spec what as-pect's comparisons and reports need.
//
// as-pect 8.1.0 ships its own, which knows AssemblyScript's node kinds by the numbers that they had
// in 0.27; in 0.28.18 NodeKind.TupleType moved them by one, so that comparing class instances failed
// with "Property '__aspectStrictEquals' does not exist". This one reads the kinds from the compiler
// that is installed and shows as-pect's builders the class with the numbers they expect. It can go
// when as-pect supports AssemblyScript 0.28.

import { createAddReflectedValueKeyValuePairsMember } from '@as-pect/transform/lib/createAddReflectedValueKeyValuePairsMember.js';
import { createStrictEqualsMember } from '@as-pect/transform/lib/createStrictEqualsMember.js';
import { NodeKind } from 'assemblyscript';
import { Transform } from 'assemblyscript/transform';

const KINDS_OF_0_27 = new Map([
  [NodeKind.FieldDeclaration, 54],
  [NodeKind.MethodDeclaration, 58],
]);

export default class extends Transform {
  afterParse(parser) {
    for (const source of parser.sources) extendClasses(source.statements);
  }
}

function extendClasses(statements) {
  for (const statement of statements) {
    if (statement.kind === NodeKind.NamespaceDeclaration) {
      extendClasses(statement.members);
    } else if (statement.kind === NodeKind.ClassDeclaration) {
      const view = withOldKinds(statement);
      statement.members.push(
        createStrictEqualsMember(view),
        createAddReflectedValueKeyValuePairsMember(view),
      );
    }
  }
}

function withOldKinds(declaration) {
  const members = declaration.members.map((member) =>
    Object.create(member, { kind: { value: KINDS_OF_0_27.get(member.kind) ?? -1 } }),
  );
  return Object.create(declaration, { members: { value: members } });
}
