export const TEXTS: Readonly<Record<string, string>>;
