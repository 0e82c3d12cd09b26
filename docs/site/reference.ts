/** The API reference: pages of Markdown from the docstrings of what `src/index.ts` exports. */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  Application,
  type DeclarationReflection,
  type ProjectReflection,
  ReflectionKind,
  ReflectionType,
  UnknownType,
} from 'typedoc';
import { load as markdown, type PluginOptions } from 'typedoc-plugin-markdown';
import { ROOT, type Source } from './contents.js';

/** Where links of the reference lie, as if it were written in the repository. */
const FOLDER = 'docs/reference';
/** It is part of addresses. */
const NAME = 'api';
/** Of an object type, that a page shows. */
const MOST_MEMBERS = 24;

const OPTIONS: PluginOptions = {
  membersWithOwnFile: ['Class', 'Interface'],
  hidePageHeader: true,
  hideBreadcrumbs: true,
  entryFileName: 'index',
  parametersFormat: 'table',
};

export interface Api {
  readonly app: Application;
  readonly project: ProjectReflection;
}

/** What typedoc reads of the sources, all of which stands in one module. */
export async function readApi(): Promise<Api> {
  const app = await Application.bootstrapWithPlugins({
    entryPoints: [path.join(ROOT, 'src/index.ts')],
    tsconfig: path.join(ROOT, 'tsconfig.build.json'),
    plugin: [markdown],
    name: NAME,
    readme: 'none',
    router: 'member',
    // The types are checked by the repository's own TypeScript.
    skipErrorChecking: true,
    excludeExternals: true,
    excludeInternal: true,
    disableSources: true,
    disableGit: true,
    logLevel: 'Error',
    ...OPTIONS,
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('typedoc could not read src/index.ts');
  return { app, project };
}

/** Takes away what another page says: inherited members, and those of lists of classes. */
function shorten(project: ProjectReflection): void {
  const members = project.getReflectionsByKind(
    ReflectionKind.Property | ReflectionKind.Method | ReflectionKind.Accessor,
  ) as DeclarationReflection[];
  const own = members.filter((member) => member.inheritedFrom === undefined);
  const known = new Set(own.map((member) => `${member.parent?.name}.${member.name}`));
  const inherited = members.filter(({ inheritedFrom }) => known.has(inheritedFrom?.name ?? ''));
  for (const member of inherited) project.removeReflection(member);
  for (const variable of project.getReflectionsByKind(ReflectionKind.Variable)) {
    const { type } = variable as DeclarationReflection;
    if (!(type instanceof ReflectionType)) continue;
    const { children = [] } = type.declaration;
    if (children.length <= MOST_MEMBERS) continue;
    project.removeReflection(type.declaration);
    (variable as DeclarationReflection).type = new UnknownType('{ [name: string]: … }');
  }
}

const titled = (text: string) => text.replace(new RegExp(`^# ${NAME}$`, 'm'), '# API reference');

/** The pages, the first of which leads to the others. What is read is shortened for them. */
export async function reference(api?: Api): Promise<Source[]> {
  const { app, project } = api ?? (await readApi());
  shorten(project);
  const folder = mkdtempSync(path.join(tmpdir(), 'apebench-reference-'));
  try {
    app.options.setValue('out', folder);
    await app.generateOutputs(project);
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => name.replaceAll('\\', '/'))
      .map((name) => ({
        path: `${FOLDER}/${name}`,
        text: titled(readFileSync(path.join(folder, name), 'utf8')),
        ...(name === 'index.md' ? { section: 'More' } : {}),
      }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
