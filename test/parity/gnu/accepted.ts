// Differences from the recordings that are meant, by command line, with the reason.

export const ACCEPTED: Readonly<Record<string, string>> = {};
