/** AWS bills by the GB of 10⁹ bytes. */
const GB = 1e9;

/** US dollars a month, at a price per GB and month. */
export function monthly(bytes: number, price: number): number {
  return (bytes / GB) * price;
}

/** An amount of dollars, rounded to cents. */
export function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
