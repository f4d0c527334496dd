import {
  Document,
  isCollection,
  isPair,
  type Pair,
  Scalar,
  visit,
  YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Member, Section } from './section.ts';

/** What a file consists of. */
export interface FileContent {
  /** Paragraphs at its beginning. */
  head: readonly string[];
  sections: readonly Section[];
  /** Paragraphs at its end; a text that is YAML stands as a comment, too. */
  tail: readonly (string | { comment: string; text: string })[];
}

/** The widest line of a comment. */
const WIDTH = 100;

/** The longest list or map that stands on one line. */
const FLOW_CHARACTERS = 70;

/**
 * The text of a registry.yml. Whatever YAML would read as something else is in quotes. Without entries it is a file of
 * comments, which is valid.
 */
export function documentText({ head, sections, tail }: FileContent): string {
  const document = new Document({});
  const filled = sections.filter(
    ({ entries, members = [] }) => entries.length + members.length > 0,
  );
  for (const [index, section] of filled.entries()) addSection(document, section, index > 0);
  if (filled.length === 0) document.contents = nothing();
  document.commentBefore = paragraphs(head);
  document.comment = paragraphs(tail.map(asComment));
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** Without a word of its own: one would be in the way of whoever takes a comment for a block. */
function nothing(): Scalar {
  const nothing = new Scalar(null);
  nothing.source = '';
  return nothing;
}

function addSection(
  document: Document,
  { path, comments, entries, members }: Section,
  spaceBefore: boolean,
): void {
  const content = members ? mapOf(document, members) : listOf(document, entries);
  const [first, ...rest] = path;
  const key = new Scalar(first);
  key.spaceBefore = spaceBefore;
  if (comments.length > 0) key.commentBefore = paragraphs(comments, '\n');
  const nested = rest.reduceRight<unknown>((value, name) => new Map([[name, value]]), content);
  document.add(document.createPair(key, nested));
}

function listOf(document: Document, entries: Section['entries']): YAMLSeq<YAMLMap> {
  const list = document.createNode(entries.map(({ value }) => value)) as YAMLSeq<YAMLMap>;
  nameAnchors(list);
  for (const [index, { comments: above }] of entries.entries()) {
    const item = list.items[index];
    if (item === undefined) continue;
    if (above.length > 0) item.commentBefore = paragraphs(above, '\n');
    item.spaceBefore = index > 0;
    for (const { value } of item.items) onOneLine(value);
  }
  return list;
}

/** What stands twice stands once, and elsewhere as a reference: by the key that it has, `*policy1`. */
function nameAnchors(list: YAMLSeq<YAMLMap>): void {
  const names = new Map<string, string>();
  visit(list, {
    Pair(_, { key, value }) {
      if (!isCollection(value) || value.anchor === undefined) return;
      const name = `${key}${names.size + 1}`;
      names.set(value.anchor, name);
      value.anchor = name;
    },
    Alias(_, alias) {
      alias.source = names.get(alias.source) ?? alias.source;
    },
  });
}

function mapOf(document: Document, members: readonly Member[]): YAMLMap {
  const map = new YAMLMap<Scalar, unknown>();
  for (const { key: name, value, comments } of members) {
    const key = new Scalar(name);
    if (comments.length > 0) key.commentBefore = paragraphs(comments, '\n');
    const pair = document.createPair(key, value);
    onOneLine(pair.value);
    map.add(pair as Pair<Scalar, unknown>);
  }
  return map;
}

/** Short values stand on one line; of longer ones their parts, where these are short. */
function onOneLine(value: unknown): void {
  if (!isCollection(value)) return;
  if (JSON.stringify(value).length <= FLOW_CHARACTERS) value.flow = true;
  else for (const item of value.items) onOneLine(isPair(item) ? item.value : item);
}

function asComment(part: string | { comment: string; text: string }): string {
  if (typeof part === 'string') return part;
  return `${part.comment}\n${part.text.trimEnd()}`;
}

/** Each in lines of a comment: the library writes the # before each. */
function paragraphs(texts: readonly string[], between = '\n\n'): string {
  return texts.map((text) => text.split('\n').flatMap(wrapped).join('\n')).join(between);
}

function wrapped(line: string): string[] {
  const text = line.replace(/[\p{Cc}\u2028\u2029]/gu, ' ');
  const isItem = text.startsWith('- ');
  const lines: string[] = [];
  let rest = text;
  while (rest.length > WIDTH) {
    const space = rest.lastIndexOf(' ', WIDTH);
    const at = space > 2 ? space : rest.indexOf(' ', WIDTH);
    if (at === -1) break;
    lines.push(` ${rest.slice(0, at)}`);
    rest = `${isItem ? '  ' : ''}${rest.slice(at + 1)}`;
  }
  return [...lines, ` ${rest}`];
}
