// The old checksums: the CRC of POSIX, and the two of `sum`. Each gives the number and the size it is printed with.

export type PlainSum = (bytes: Uint8Array) => string;

const POLYNOMIAL = 0x04c11db7;

/** The bytes, then their number, through the CRC-32 of Ethernet without its reflections. */
export const crc: PlainSum = (bytes) => {
  const table = Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte << 24;
    for (let bit = 0; bit < 8; bit++) value = value & 0x8000_0000 ? (value << 1) ^ POLYNOMIAL : value << 1;
    return value;
  });
  let value = 0;
  const feed = (byte: number) => {
    value = ((value << 8) ^ table[((value >>> 24) ^ byte) & 0xff]) >>> 0;
  };
  for (const byte of bytes) feed(byte);
  for (let length = bytes.length; length > 0; length = Math.floor(length / 256)) feed(length & 0xff);
  return `${~value >>> 0} ${bytes.length}`;
};

/** Blocks of 1024. */
export const bsdSum: PlainSum = (bytes) => {
  let value = 0;
  for (const byte of bytes) value = ((value >> 1) + ((value & 1) << 15) + byte) & 0xffff;
  return `${String(value).padStart(5, '0')} ${String(Math.ceil(bytes.length / 1024)).padStart(5)}`;
};

/** Blocks of 512. */
export const systemVSum: PlainSum = (bytes) => {
  let total = 0;
  for (const byte of bytes) total = (total + byte) >>> 0;
  const once = (total & 0xffff) + (total >>> 16);
  return `${(once & 0xffff) + (once >>> 16)} ${Math.ceil(bytes.length / 512)}`;
};
