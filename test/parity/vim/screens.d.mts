export interface Scene {
  readonly name: string;
  readonly start: string;
  readonly open: string;
  readonly keys: string;
}
export const FILES: Readonly<Record<string, string>>;
export const SCENES: readonly Scene[];
