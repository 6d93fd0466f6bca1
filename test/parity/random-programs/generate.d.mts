export function generate(seed: number): string;
