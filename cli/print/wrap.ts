import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';

/** Columns of a terminal that does not report its width. */
const UNKNOWN_WIDTH = 80;

/** The columns of a terminal; undefined for a pipe or a file, whose lines are not wrapped. */
export function widthOf({ isTTY, columns }: Partial<NodeJS.WriteStream>): number | undefined {
  return isTTY ? columns || UNKNOWN_WIDTH : undefined;
}

/** How many columns a text needs: none for colours, two for a character such as 日. */
export { stringWidth as columnsOf };

/**
 * A text whose lines are broken at spaces and continued with an indent: below the text of a line that begins with a word
 * in a column of its own. A word that is wider than the terminal is not broken, so that it can be copied whole.
 */
export function wrap(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => (stringWidth(line) <= width ? line : wrapLine(line, width)))
    .join('\n');
}

function wrapLine(line: string, width: number): string {
  const hang = ' '.repeat(hangOf(line, width));
  const [, indent = '', text = ''] = /^( *)(.*)$/s.exec(line) ?? [];
  const lines: string[] = [];
  let current: string | undefined;
  for (const word of wordsOf(text, width - hang.length)) {
    const start = lines.length === 0 ? indent : hang;
    const longer = current === undefined ? `${start}${word}` : `${current} ${word}`;
    if (current !== undefined && word !== '' && stringWidth(longer) > width) {
      lines.push(current.trimEnd());
      current = `${hang}${word}`;
    } else current = longer;
  }
  const last = current ?? '';
  return [...lines, stringWidth(last) > width ? last.trimEnd() : last].join('\n');
}

/** A command of ours is one word where it fits in a line: a copied half of it would run. */
function wordsOf(text: string, room: number): string[] {
  const command = /npx ecr-steward(?: (?:(?:\.{0,2}\/)?[a-z-]*[a-z]\/?[\w./:*'-]*|--?[\w-]+))*/g;
  return text
    .replace(command, (it) => it.replaceAll(' ', HELD))
    .split(' ')
    .flatMap((word) => {
      const whole = word.replaceAll(HELD, ' ');
      return stringWidth(whole) <= room ? [whole] : word.split(HELD);
    });
}

/** In no text: control characters are escaped before. */
const HELD = '\u0000';

/** `+ create    docker.io`: continued below docker.io, where that leaves room; sentences have no indent. */
function hangOf(line: string, width: number): number {
  const plain = stripVTControlCharacters(line);
  const [column] = /^ *\S+(?: \S+)? {2,}(?=\S)/.exec(plain) ?? [];
  const [indent = ''] = /^ */.exec(plain) ?? [];
  const [mark = ''] = /^ *(?:[-!→|] )?/.exec(plain) ?? [];
  const isSentence = indent === '' && plain.endsWith('.');
  const further = mark.length > indent.length || isSentence ? mark.length : indent.length + 2;
  const hang = column === undefined ? further : stringWidth(column);
  return hang <= width / 2 ? hang : Math.min(further, Math.floor(width / 4));
}
