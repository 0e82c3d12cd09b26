/** What docstrings of the public API lack: of which there is none, and which say nothing. */

import {
  type Comment,
  DeclarationReflection,
  type ProjectReflection,
  ReferenceType,
  type Reflection,
  ReflectionKind,
} from 'typedoc';

const { Namespace, Class, Interface, TypeAlias, Function: Func, Variable } = ReflectionKind;
const TOPS = Namespace | Class | Interface | TypeAlias | Func | Variable;
const MEMBERS = ReflectionKind.Property | ReflectionKind.Method | ReflectionKind.Accessor;

const commentsOf = (one: DeclarationReflection): Comment[] =>
  [one, one.getSignature, one.setSignature, ...(one.signatures ?? [])].flatMap(
    (part) => part?.comment ?? [],
  );

/** What typedoc copies docstrings of: what a class or an interface extends or implements. */
const parentsOf = (one: DeclarationReflection): DeclarationReflection[] =>
  [...(one.extendedTypes ?? []), ...(one.implementedTypes ?? [])].flatMap((type) =>
    type instanceof ReferenceType && type.reflection instanceof DeclarationReflection
      ? type.reflection
      : [],
  );

/**
 * The docstring of a declaration itself, in place of which typedoc gives one that it extends, or that
 * of the module which exports it.
 */
function ownComments(one: DeclarationReflection): Comment[] {
  const inherited = new Set(
    parentsOf(one).flatMap((parent) => commentsOf(parent).map(({ discoveryId }) => discoveryId)),
  );
  const file = one.project.getSymbolIdFromReflection(one)?.fileName;
  return commentsOf(one).filter(
    ({ discoveryId, sourcePath }) =>
      !inherited.has(discoveryId) &&
      // A namespace is described where it is exported, a member perhaps where it is inherited from.
      (one.kindOf(Namespace | MEMBERS) || sourcePath === file),
  );
}

/** What is exported, and the members of exported classes, interfaces and object types. */
function declarations(project: ProjectReflection): DeclarationReflection[] {
  const all = project.getReflectionsByKind(TOPS | MEMBERS) as DeclarationReflection[];
  return (
    all
      .filter(({ kind, parent }) => !(kind & MEMBERS) || parent?.kindOf(Class | Interface))
      // What is inherited is documented where it is declared.
      .filter(({ inheritedFrom }) => inheritedFrom === undefined)
  );
}

const CALLED = Func | ReflectionKind.Method | ReflectionKind.Constructor;

/** The names in code of a docstring. */
const namesIn = (comment?: Comment): string[] =>
  (comment?.summary ?? []).flatMap(({ kind, text }) => (kind === 'code' ? text.split('`') : []));

/**
 * What the docstring of a call or of the type of an event has to explain of the object types in it:
 * itself, or by a docstring of the member.
 */
function explainedBy(member: DeclarationReflection): Comment | undefined | 'nobody' {
  // By a literal the forms of an event are told apart.
  if (!member.parent?.kindOf(ReflectionKind.TypeLiteral) || member.type?.type === 'literal')
    return 'nobody';
  let above: Reflection | undefined = member.parent;
  while (above && !above.kindOf(ReflectionKind.Parameter | TypeAlias | Variable))
    above = above.parent;
  if (above?.kindOf(ReflectionKind.Parameter)) {
    const call = above.parent;
    return call?.parent?.kindOf(CALLED) ? call.comment : 'nobody';
  }
  return above?.kindOf(TypeAlias) && /Event$/.test(above.name) ? above.comment : 'nobody';
}

/** The full names of those without a docstring of their own, members of object types among them. */
export function undocumented(project: ProjectReflection): string[] {
  const members = project.getReflectionsByKind(MEMBERS) as DeclarationReflection[];
  const parts = members.filter((member) => {
    const by = explainedBy(member);
    return by !== 'nobody' && !namesIn(by).includes(member.name) && !member.hasComment();
  });
  const bare = declarations(project).filter((one) => ownComments(one).length === 0);
  return [...bare, ...parts].map((one) => one.getFullName()).sort();
}

/** Words that say nothing by themselves; what is in code says something, such as what takes options. */
const EMPTY = new Set(
  'a an and are as at be by default for from given has have how in is it its many much of on one or that the there they this to was what when where which with'.split(
    ' ',
  ),
);

const CODE = 'code';

const wordsOf = (text: string): string[] =>
  text
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

/** A word without the ending of its plural. */
const stem = (word: string) => word.replace(/s$/, '');

/** The full names of those whose docstring says no more than their name does, with what it says. */
export function idle(project: ProjectReflection): string[] {
  return declarations(project)
    .flatMap((one) => {
      const said = new Set(wordsOf(one.name).map(stem));
      const texts = ownComments(one).map(({ summary, blockTags }) =>
        [...summary, ...blockTags.flatMap(({ content }) => content)]
          .map(({ kind, text }) => (kind === 'code' ? CODE : text))
          .join(''),
      );
      const isIdle = (text: string) =>
        !wordsOf(text).some((word) => !EMPTY.has(word) && !said.has(stem(word)));
      return texts.filter(isIdle).map((text) => `${one.getFullName()}: ${text}`);
    })
    .sort();
}
