// What every SPDY/3 peer knows before the first header: names and values that often occur, each with its length in
// front, and at the end a few more run together. From the SPDY/3.1 specification, section 2.6.10.1.

const WORDS =
  'options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges ag' +
  'e allow authorization cache-control connection content-base content-encoding content-language content-len' +
  'gth content-location content-md5 content-range content-type date etag expect expires from host if-match i' +
  'f-modified-since if-none-match if-range if-unmodified-since last-modified location max-forwards pragma pr' +
  'oxy-authenticate proxy-authorization range referer retry-after server te trailer transfer-encoding upgrad' +
  'e user-agent vary via warning www-authenticate method get status 200_OK version HTTP/1.1 url public set-c' +
  'ookie keep-alive origin';

const TAIL =
  '100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505203 Non-Authori' +
  'tative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden404 Not ' +
  'Found500 Internal Server Error501 Not Implemented503 Service UnavailableJan Feb Mar Apr May Jun Jul Aug S' +
  'ept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMTchunked,text/html,image/png,image/jpg,imag' +
  'e/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,publicprivatemax-age=gzip,deflate,' +
  'sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.';

export function spdyDictionary(): Buffer {
  const words = WORDS.split(' ').map((word) => {
    const text = Buffer.from(word.replaceAll('_', ' '));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(text.length);
    return Buffer.concat([length, text]);
  });
  return Buffer.concat([...words, Buffer.from(TAIL)]);
}
