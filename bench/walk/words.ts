export function number(value: number): string {
  return value.toLocaleString('en');
}

export function ratio(one: number, other: number): string {
  return (one / other).toFixed(2);
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}
