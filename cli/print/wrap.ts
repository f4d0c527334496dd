import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';

/** Columns of a terminal that does not say how wide it is. */
const UNKNOWN_WIDTH = 80;

/** Of how many columns a terminal is; undefined of a pipe or a file, whose lines are as long as they are. */
export function widthOf({ isTTY, columns }: Partial<NodeJS.WriteStream>): number | undefined {
  return isTTY ? columns || UNKNOWN_WIDTH : undefined;
}

/** How many columns a text takes: none for colours, two for a character such as 日. */
export { stringWidth as columnsOf };

/**
 * A text with its lines broken at spaces, the rest of each line further in: below the text of a line that begins
 * with a word in a column of its own. A word that is wider than the terminal is left to it, to be copied whole.
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

/** A command of ours is one word where it fits in a line: half of one that is copied would run. */
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

/** No text has it: control characters are written out before. */
const HELD = '\u0000';

/** `+ create    docker.io`: what is below stands below docker.io, where that leaves room; sentences have no indent. */
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
