export const files: Readonly<Record<string, string>>;
export const cases: readonly string[];
