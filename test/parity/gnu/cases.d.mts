export const DIRECTORY: string;
export const FILES: Readonly<Record<string, string>>;
export const LINKS: Readonly<Record<string, string>>;
export const TIME: string;
export const CASES: Readonly<Record<string, readonly string[]>>;
export const isHarmful: (line: string) => boolean;
export const needsRoot: (line: string) => boolean;
