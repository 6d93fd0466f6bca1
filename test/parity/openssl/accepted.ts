// Differences from the recorded OpenSSL that are right, each with its reason.

export const ACCEPTED: Readonly<Record<string, string>> = {};
