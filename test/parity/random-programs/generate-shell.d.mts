export function generateShell(seed: number): string;
