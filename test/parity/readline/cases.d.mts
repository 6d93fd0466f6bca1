export interface ReadlineCase {
  readonly keys: readonly string[];
  readonly columns?: number;
  readonly rows?: number;
}
export const FILES: Readonly<Record<string, string>>;
export const CASES: Readonly<Record<string, ReadlineCase>>;
