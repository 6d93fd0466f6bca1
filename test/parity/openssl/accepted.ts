// Differences from the recorded OpenSSL that are right, each with its reason.

export const ACCEPTED: Readonly<Record<string, string>> = {
  'openssl x509 -in jane.csr -noout -text':
    'how many of its decoders try a file of another kind, and in which order, changes with the bytes of the file',
};
