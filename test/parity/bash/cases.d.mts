export const files: Readonly<Record<string, string>>;
export interface Kind {
  readonly cases: readonly string[];
  /** `sh`: where dash lies. */
  readonly argv: (script: string, sh: string) => readonly string[];
}
export const kinds: Readonly<Record<'command' | 'script' | 'dash', Kind>>;
