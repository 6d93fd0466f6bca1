export const files: Readonly<Record<string, string>>;
export const cases: readonly (readonly [name: string, lines: readonly string[]])[];
