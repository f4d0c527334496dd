/** HTML that is safe to put into a page. Only `html` makes it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Piece = Html | string | undefined | readonly Piece[];

/** HTML of a template: strings are escaped; HTML and lists of it are inserted as they are. */
export function html(strings: TemplateStringsArray, ...pieces: Piece[]): Html {
  const texts = strings.map((text, at) => (at === 0 ? text : written(pieces[at - 1]) + text));
  return new Html(texts.join(''));
}

function written(piece: Piece): string {
  if (piece === undefined) return '';
  if (piece instanceof Html) return piece.text;
  return typeof piece === 'string' ? escaped(visible(piece)) : piece.map(written).join('');
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * Text that can be shown safely: control characters and those that change the text around them, such as RIGHT-TO-LEFT
 * OVERRIDE, are written as \u202e.
 */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  });
}
