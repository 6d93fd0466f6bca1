// What is asked of openssl: files that the real one makes once, and command lines run beside them.

/** Run once by record.mjs; every file it leaves belongs to the recording. */
export const SETUP = String.raw`
set -e
openssl genrsa -out ca.key 2048 2>/dev/null
openssl genrsa -out jane.key 2048 2>/dev/null
openssl genrsa -traditional -out old.key 1024 2>/dev/null
openssl ecparam -name prime256v1 -genkey -noout -out ec.key
openssl ecparam -name secp384r1 -genkey -out ec384.key
openssl rsa -in jane.key -pubout -out jane.pub 2>/dev/null
openssl ec -in ec.key -pubout -out ec.pub 2>/dev/null
openssl pkcs8 -topk8 -nocrypt -in ec.key -out ec8.key
openssl req -x509 -new -key ca.key -subj /CN=kubernetes -days 36500 -out ca.crt
openssl req -x509 -new -key ec.key -subj "/C=KR/ST=Seoul/O=Lab, Inc./OU=A+OU=B/CN=ec ca/emailAddress=a@b.c" -days 36500 -out ecca.crt
openssl req -new -key jane.key -subj "/CN=jane/O=devs" -out jane.csr
openssl req -new -key ec.key -subj "/O=운영/CN=ec" -addext "subjectAltName=DNS:web.example,DNS:*.lab,IP:10.0.0.1,IP:fd00::1,email:x@y.z,URI:https://a/b" -addext "keyUsage=critical,digitalSignature,keyEncipherment" -out ec.csr
cat > server.cnf <<'EOF'
[ req ]
default_bits = 2048
prompt = no
default_md = sha256
req_extensions = req_ext
distinguished_name = dn

[ dn ]
C = KR
ST = Seoul
L = Jongno
O = Lab
OU = Cluster
CN = 10.0.0.10

[ req_ext ]
subjectAltName = @alt_names

[ alt_names ]
DNS.1 = kubernetes
DNS.2 = kubernetes.default
IP.1 = 10.0.0.10
IP.2 = 10.96.0.1

[ v3_ext ]
authorityKeyIdentifier=keyid,issuer:always
basicConstraints=CA:FALSE
keyUsage=keyEncipherment,dataEncipherment
extendedKeyUsage=serverAuth,clientAuth
subjectAltName=@alt_names
EOF
openssl req -new -key jane.key -config server.cnf -out server.csr
openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out server.crt -days 36500 -extensions v3_ext -extfile server.cnf -sha256 2>/dev/null
openssl x509 -req -in jane.csr -CA ca.crt -CAkey ca.key -set_serial 4660 -out jane.crt -days 36500 2>/dev/null
openssl x509 -req -in ec.csr -CA ca.crt -CAkey ca.key -set_serial 0x8f00112233445566 -copy_extensions copyall -sha384 -out ec.crt -days 36500 2>/dev/null
openssl req -new -key old.key -subj /CN=middle -out middle.csr
printf 'basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\nnsComment="made for tests"\ncrlDistributionPoints=URI:http://a/crl\nauthorityInfoAccess=OCSP;URI:http://a/ocsp\ncertificatePolicies=1.2.3.4\n' > middle.ext
openssl x509 -req -in middle.csr -CA ca.crt -CAkey ca.key -set_serial 77 -extfile middle.ext -out middle.crt -days 36500 2>/dev/null
openssl x509 -req -in ec.csr -CA middle.crt -CAkey old.key -set_serial 78 -extfile <(echo basicConstraints=CA:FALSE) -out leaf.crt -days 36500 2>/dev/null
mkdir -p demo && : > demo/index.txt && echo 01 > demo/serial
cat > dates.cnf <<'EOF'
[ ca ]
default_ca = c
[ c ]
database = demo/index.txt
serial = demo/serial
new_certs_dir = demo
default_md = sha256
policy = p
[ p ]
commonName = supplied
EOF
openssl ca -batch -config dates.cnf -cert ca.crt -keyfile ca.key -in jane.csr -startdate 20200101000000Z -enddate 20210101000000Z -out expired.pem -notext 2>/dev/null
sed -i s/unique_subject.*// demo/index.txt.attr; echo 'unique_subject = no' > demo/index.txt.attr
openssl ca -batch -config dates.cnf -cert ca.crt -keyfile ca.key -in jane.csr -startdate 20900101000000Z -enddate 20910101000000Z -out future.pem -notext 2>/dev/null
openssl req -x509 -new -key ec.key -subj /CN=kubernetes -days 36500 -out impostor.crt
cat server.crt ca.crt > bundle.crt
openssl x509 -in server.crt -outform DER -out server.der
openssl dgst -sha256 -sign jane.key -out jane.sig jane.csr
openssl dgst -sha256 -sign ec.key -out ec.sig jane.csr
echo hello > garbage
head -c 300 server.crt > truncated.crt
printf 'subjectAltName=DNS:x\nfoo=bar\n' > bad.ext
rm -rf demo dates.cnf
`;

const each = (names, lines) => names.flatMap((name) => lines.map((line) => line.replaceAll('@', name)));

const CERTIFICATES = [
  'ca.crt',
  'ecca.crt',
  'server.crt',
  'jane.crt',
  'ec.crt',
  'middle.crt',
  'leaf.crt',
  'expired.pem',
  'future.pem',
  'impostor.crt',
];

export const CASES = [
  ...each(CERTIFICATES, [
    'openssl x509 -in @ -noout -text',
    'openssl x509 -in @ -noout -subject -issuer -serial -dates -hash -issuer_hash -fingerprint',
  ]),
  ...each(
    [
      '-text -certopt no_pubkey,no_sigdump',
      '-fingerprint -sha256',
      '-fingerprint -md5',
      '-startdate',
      '-enddate',
      '-pubkey',
      '-modulus',
      '-email',
      '-alias',
      '-ocsp_uri',
    ],
    ['openssl x509 -in server.crt -noout @'],
  ),
  ...each(
    [
      'RFC2253',
      'oneline',
      'multiline',
      'compat',
      'sep_multiline',
      'oneline,-space_eq',
      'RFC2253,utf8',
      'foo',
      'utf8',
      'lname,sep_comma_plus_space',
    ],
    [
      'openssl x509 -in ecca.crt -noout -subject -issuer -nameopt @',
      'openssl x509 -in ec.crt -noout -subject -nameopt @',
    ],
  ),
  'openssl x509 -in middle.crt -noout -ocsp_uri',
  'openssl x509 -in ecca.crt -noout -email',
  'openssl x509 -in ec.crt -noout -modulus',
  'openssl x509 -in ec.crt -noout -subject_hash_old -issuer_hash_old',
  'openssl x509 -in server.crt',
  'openssl x509 < server.crt',
  'openssl x509 -in server.crt -text | tail -5',
  'openssl x509 -in server.crt -outform DER | sha256sum',
  'openssl x509 -in server.der -inform DER -noout -subject',
  'openssl x509 -in server.der -noout -subject',
  'openssl x509 -in bundle.crt -noout -subject',
  'openssl x509 -in server.crt -noout -dates -dateopt iso_8601',
  'openssl x509 -in server.crt -noout -ext subjectAltName',
  'openssl x509 -in server.crt -noout -ext subjectAltName,keyUsage,extendedKeyUsage',
  'openssl x509 -in middle.crt -noout -ext basicConstraints,keyUsage,crlDistributionPoints',
  'openssl x509 -in server.crt -noout -ext foo',
  'openssl x509 -in jane.crt -noout -ext subjectAltName',
  ...each(
    ['0', '86400', '99999999999'],
    [
      'openssl x509 -in server.crt -noout -checkend @; echo rc=$?',
      'openssl x509 -in expired.pem -noout -checkend @; echo rc=$?',
    ],
  ),
  ...each(
    ['kubernetes', 'kubernetes.default', 'nope', 'a.lab', '10.0.0.10', 'KUBERNETES'],
    ['openssl x509 -in server.crt -noout -checkhost @', 'openssl x509 -in ec.crt -noout -checkhost @'],
  ),
  ...each(
    ['10.96.0.1', '1.2.3.4', 'fd00::1'],
    ['openssl x509 -in server.crt -noout -checkip @', 'openssl x509 -in ec.crt -noout -checkip @'],
  ),
  'openssl x509 -in ec.crt -noout -checkemail x@y.z',
  'openssl x509 -in jane.crt -noout -checkhost jane',
  // requests
  ...each(
    ['jane.csr', 'ec.csr', 'server.csr', 'middle.csr'],
    ['openssl req -in @ -noout -text', 'openssl req -in @ -noout -subject -pubkey -verify'],
  ),
  'openssl req -in jane.csr -noout -modulus',
  'openssl req -in jane.csr',
  'openssl req -in jane.csr -outform DER | sha256sum',
  'openssl req -in ec.csr -noout -text -reqopt no_pubkey,no_sigdump -nameopt utf8',
  'openssl req -new -key jane.key -subj "/CN=jane/O=devs"',
  'openssl req -new -key jane.key -subj "/CN=jane/O=devs/O=ops" | openssl req -noout -subject',
  'openssl req -new -key jane.key -subj "/C=KR/CN=a\\/b+OU=x" | openssl req -noout -subject',
  'openssl req -new -key jane.key -subj "/CN=x" -addext "subjectAltName=DNS:a,IP:1.2.3.4" | openssl req -noout -text -reqopt no_pubkey,no_sigdump',
  'openssl req -new -key jane.key -config server.cnf | openssl req -noout -text -reqopt no_pubkey,no_sigdump',
  'openssl req -new -key jane.key -subj "CN=x"',
  'openssl req -new -key jane.key -subj "/XX=x/CN=y" | openssl req -noout -subject',
  'openssl req -new -key jane.key -subj "/CN=/O=a" | openssl req -noout -subject',
  'openssl req -new -key jane.key </dev/null >/dev/null',
  'printf "KOR\\nKR\\n.\\n\\nLab\\n\\njane\\n\\n\\n\\n" | openssl req -new -key jane.key | openssl req -noout -subject',
  'printf "\\n\\n\\n\\n\\n\\n\\n\\n\\n" | openssl req -new -key jane.key | openssl req -noout -subject',
  'openssl req -new -key jane.key -batch | openssl req -noout -subject',
  'openssl req -x509 -new -key jane.key -subj /CN=a -days 10 | openssl x509 -noout -ext basicConstraints,subjectKeyIdentifier,authorityKeyIdentifier',
  'openssl req -x509 -new -key jane.key -subj /CN=a -days 10 -addext "keyUsage=critical,keyCertSign" | openssl x509 -noout -text -certopt no_serial,no_validity,no_pubkey,no_sigdump',
  'openssl req -x509 -newkey rsa:1024 -nodes -keyout n.key -subj /CN=n -out n.crt 2>/dev/null; openssl x509 -in n.crt -noout -subject; head -1 n.key; openssl rsa -in n.key -noout -check; stat -c %a n.key n.crt',
  'openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout n.key -subj /CN=n -out n.csr; openssl req -in n.csr -noout -subject -verify; head -1 n.key',
  ...each(['garbage', 'ca.crt', '/dev/null', 'nope'], ['openssl req -in @ -noout -text']),
  'openssl req -new -key nope -subj /CN=x',
  'openssl req -new -key garbage -subj /CN=x',
  'openssl req -new -key jane.key -subj /CN=x -addext foo=bar',
  'openssl req -new -key jane.key -subj /CN=x -addext foo',
  'openssl req -new -key jane.key -subj /CN=x -addext subjectAltName=foo',
  'openssl req -new -key jane.key -subj /CN=x -addext subjectAltName=IP:a',
  'openssl req -new -key jane.key -subj /CN=x -addext subjectAltName=XX:a',
  'openssl req -new -key jane.key -subj /CN=x -addext keyUsage=foo',
  'openssl req -new -key jane.key -subj /CN=x -config nope',
  'openssl req -foo',
  // making certificates
  'openssl x509 -req -in jane.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out o.crt -days 365 && openssl verify -CAfile ca.crt o.crt && ls && wc -c < ca.srl',
  'openssl x509 -req -in jane.csr -CA ca.crt -CAkey ca.key -set_serial 7 -days 100 -out o.crt; openssl x509 -in o.crt -noout -subject -issuer -serial -text | grep -v "Not \\|:..:..:"',
  'openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -extensions v3_ext -extfile server.cnf 2>/dev/null | openssl x509 -noout -text -certopt no_serial,no_validity,no_pubkey,no_sigdump | grep -v "keyid\\|serial"',
  'openssl x509 -req -in ec.csr -CA ca.crt -CAkey ca.key -CAcreateserial -copy_extensions copy 2>/dev/null | openssl x509 -noout -text -certopt no_serial,no_validity,no_pubkey,no_sigdump',
  'openssl x509 -req -in jane.csr -signkey jane.key -days 5 | openssl x509 -noout -subject -issuer',
  'openssl x509 -req -in jane.csr -CA impostor.crt -CAkey ec.key -CAcreateserial 2>/dev/null | openssl x509 -noout -text -certopt no_serial,no_validity,no_pubkey | grep Sig',
  'openssl x509 -req -in jane.csr -CA ca.crt -CAkey ec.key -CAcreateserial',
  'openssl x509 -req -in jane.csr -CA ca.crt -CAkey jane.key -CAcreateserial',
  'rm -f ca.srl; openssl x509 -req -in jane.csr -CA ca.crt -CAkey ca.key | openssl x509 -noout -issuer; ls ca.srl',
  'openssl x509 -req -in jane.csr -CA ca.crt',
  'openssl x509 -req -in jane.csr -CA nope -CAkey ca.key',
  'openssl x509 -req -in jane.csr -CA ca.crt -CAkey nope',
  'openssl x509 -req -in nope -CA ca.crt -CAkey ca.key',
  'openssl x509 -req -in ca.crt -CA ca.crt -CAkey ca.key',
  'openssl x509 -req -in jane.csr -days 3',
  'openssl x509 -req -in jane.csr -CA ca.crt -CAkey ca.key -CAcreateserial -extfile nope',
  'openssl x509 -req -in jane.csr -CA ca.crt -CAkey ca.key -CAcreateserial -extfile bad.ext',
  'openssl x509 -req -in jane.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days abc',
  'openssl x509 -x509toreq -in server.crt -signkey jane.key | openssl req -noout -subject -verify',
  'echo 1000 > s.srl; openssl x509 -req -in jane.csr -CA ca.crt -CAkey ca.key -CAserial s.srl -out o.crt 2>/dev/null; cat s.srl; openssl x509 -in o.crt -noout -serial',
  // what is no certificate
  ...each(['nope', 'garbage', 'jane.key', 'old.key', 'jane.csr', '/dev/null'], ['openssl x509 -in @ -noout -text']),
  'openssl x509 -noout -subject < /dev/null',
  'openssl x509 -in server.crt extra',
  'openssl x509 -in',
  'openssl x509 -inform XYZ -in server.crt',
  'openssl x509 -checkend abc -in server.crt',
  // keys
  ...each(
    ['jane.key', 'ca.key', 'old.key'],
    [
      'openssl rsa -in @ -noout -text',
      'openssl rsa -in @ -noout -check -modulus',
      'openssl rsa -in @ -pubout',
      'openssl pkey -in @ -noout -text',
      'openssl rsa -in @',
      'openssl rsa -in @ -traditional',
      'openssl pkey -in @ -traditional',
    ],
  ),
  ...each(
    ['ec.key', 'ec384.key', 'ec8.key'],
    [
      'openssl ec -in @ -noout -text',
      'openssl ec -in @ -pubout',
      'openssl ec -in @',
      'openssl pkey -in @ -noout -text',
      'openssl pkey -in @',
      'openssl pkey -in @ -pubout',
    ],
  ),
  'openssl rsa -pubin -in jane.pub -noout -text',
  'openssl rsa -pubin -in jane.pub',
  'openssl pkey -pubin -in ec.pub -noout -text',
  'openssl pkey -pubin -in jane.pub -outform DER | sha256sum',
  'openssl pkey -in jane.key -noout -text_pub',
  'openssl pkey -in jane.key -noout -check',
  'openssl rsa -in jane.key -outform DER | sha256sum',
  'openssl rsa -in ec.key -noout',
  'openssl rsa -in ca.crt',
  'openssl rsa -in nope',
  'openssl pkey -in ca.crt -pubout',
  'openssl pkey -in garbage',
  'openssl rsa -foo',
  'openssl genrsa 1024 2>/dev/null | openssl rsa -noout -check',
  'openssl genrsa -out g.key; head -1 g.key; openssl rsa -in g.key -noout -text | head -1; stat -c %a g.key',
  'openssl genrsa -traditional 1024 | head -1',
  'openssl genrsa 99',
  'openssl genrsa abc',
  'openssl genrsa 2048 3',
  'openssl genrsa -foo',
  'openssl genrsa -out /nope/x 1024',
  'openssl ecparam -name prime256v1 -genkey | grep -- ---',
  'openssl ecparam -name prime256v1',
  'openssl ecparam -name foo -genkey',
  'openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 | openssl pkey -noout -text | head -1',
  'openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -quiet | openssl pkey -noout -text | head -1',
  'openssl genpkey',
  'openssl genpkey -algorithm FOO',
  '[ "$(openssl x509 -in jane.crt -noout -modulus | openssl md5)" = "$(openssl rsa -in jane.key -noout -modulus | openssl md5)" ] && echo same',
  'openssl x509 -noout -modulus -in jane.crt | openssl md5',
  // chains
  ...each(CERTIFICATES, ['openssl verify -CAfile ca.crt @']),
  'openssl verify -CAfile ca.crt -untrusted middle.crt leaf.crt',
  'openssl verify -CAfile ca.crt -untrusted middle.crt -show_chain leaf.crt',
  'openssl verify -CAfile middle.crt leaf.crt',
  'openssl verify -CAfile middle.crt -partial_chain leaf.crt',
  'openssl verify -CAfile impostor.crt server.crt',
  'openssl verify -CAfile jane.crt server.crt',
  'openssl verify -CAfile ca.crt -no_check_time expired.pem',
  'openssl verify -CAfile ca.crt -attime 1590000000 expired.pem',
  'openssl verify -CAfile ca.crt server.crt jane.crt ec.crt leaf.crt',
  'openssl verify -verbose -CAfile ca.crt server.crt',
  'openssl verify -CAfile ca.crt -purpose sslserver server.crt',
  'openssl verify -CAfile ca.crt -verify_hostname nope server.crt',
  'openssl verify -CAfile ca.crt -verify_ip 10.96.0.1 server.crt',
  'openssl verify -CAfile ca.crt -verify_ip 1.1.1.1 server.crt',
  'openssl verify ca.crt',
  'openssl verify server.crt',
  'openssl verify nope',
  'openssl verify garbage',
  'openssl verify -CAfile nope server.crt',
  'openssl verify -CAfile garbage server.crt',
  'openssl verify -CAfile ca.crt < server.crt',
  'openssl verify -foo',
  // small ones
  'openssl crl2pkcs7 -nocrl -certfile bundle.crt | openssl pkcs7 -print_certs -noout',
  'openssl crl2pkcs7 -nocrl -certfile bundle.crt',
  'openssl crl2pkcs7 -nocrl -certfile ca.crt | openssl pkcs7 -print_certs',
  'openssl crl2pkcs7 -nocrl -certfile ca.crt | openssl pkcs7 -noout -print_certs -text | head -12',
  'openssl pkcs7 -in garbage',
  'openssl asn1parse -in server.crt',
  'openssl asn1parse -i -in ec.csr',
  'openssl asn1parse -in ec.key',
  'openssl asn1parse -in server.der -inform DER | head -4',
  'openssl asn1parse -in jane.pub',
  ...each(
    ['-sha256', '-sha1', '-md5', '-sha512', '-sha384', '-c -sha256', '-r -sha256', '', '-sha256 -hmac key'],
    ['openssl dgst @ garbage', 'openssl dgst @ < garbage'],
  ),
  'openssl sha256 garbage',
  'openssl md5 < garbage',
  'openssl sha1 -r garbage jane.csr',
  'openssl dgst -sha256 -verify jane.pub -signature jane.sig jane.csr',
  'openssl dgst -sha256 -verify jane.pub -signature jane.sig ec.csr',
  'openssl dgst -sha256 -verify ec.pub -signature ec.sig jane.csr',
  'openssl dgst -sha256 -sign jane.key jane.csr | sha256sum',
  'openssl dgst -sha256 -sign jane.key -hex jane.csr',
  'openssl dgst -sha256 nope',
  'openssl dgst -foo garbage',
  'openssl x509 -in ca.crt -pubkey -noout | openssl rsa -pubin -outform der 2>/dev/null | openssl dgst -sha256 -hex | sed "s/^.* //"',
  'openssl enc -base64 -in garbage',
  'openssl base64 -in jane.csr | head -2',
  'openssl base64 -A -in garbage; echo',
  'echo aGVsbG8K | openssl base64 -d',
  'echo aGVsbG8K | openssl enc -base64 -d',
  'printf aGVsbG8K | openssl base64 -d -A',
  'openssl base64 -d -in nope',
  'openssl rand -hex 16 | wc -c',
  'openssl rand -base64 32 | wc -c',
  'openssl rand -base64 100 | wc -l',
  'openssl rand 10 | wc -c',
  'openssl rand -hex',
  'openssl rand -hex 0',
  'openssl rand abc',
  'openssl passwd -6 -salt abc secret',
  'echo secret | openssl passwd -6 -salt abcdefgh -stdin',
  'openssl foo',
  'openssl x509 -help 2>&1 | head -20',
  'openssl help req 2>&1 | sed -n 1,5p',
  'openssl list -commands | head -4',
];
