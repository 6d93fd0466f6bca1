export const bytesOf: (keys: string) => string;
