// The six comparisons of numbers a shell and test(1) know, by their operators: `-eq` … `-ge`.

export function compare(operator: string, left: number | bigint, right: number | bigint): boolean {
  switch (operator) {
    case '-eq':
      return BigInt(left) === BigInt(right);
    case '-ne':
      return BigInt(left) !== BigInt(right);
    case '-lt':
      return left < right;
    case '-le':
      return left <= right;
    case '-gt':
      return left > right;
    default:
      return left >= right;
  }
}
