"""Makes locked.pdf: one page with a line of text, encrypted by the standard security handler, revision 2 (ISO 32000-1, 7.6.3), user password "열쇠 key" in UTF-8."""
import hashlib
import pathlib

PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
USER, OWNER = "열쇠 key".encode(), b"owner"
PERMISSIONS, FILE_ID = -4, bytes(range(16))


def rc4(key, data):
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def padded(password):
    return (password + PAD)[:32]


owner_entry = rc4(hashlib.md5(padded(OWNER)).digest()[:5], padded(USER))
key = hashlib.md5(padded(USER) + owner_entry + PERMISSIONS.to_bytes(4, "little", signed=True) + FILE_ID).digest()[:5]
user_entry = rc4(key, PAD)
content = rc4(hashlib.md5(key + (4).to_bytes(3, "little") + b"\0\0").digest()[:10], b"BT /F1 18 Tf 72 700 Td (Behind the lock) Tj ET")
objects = [
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P %d >>" % (owner_entry.hex().encode(), user_entry.hex().encode(), PERMISSIONS),
]
pdf, places = bytearray(b"%PDF-1.4\n"), []
for number, body in enumerate(objects, 1):
    places.append(len(pdf))
    pdf += b"%d 0 obj\n%s\nendobj\n" % (number, body)
start = len(pdf)
pdf += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
pdf += b"trailer\n<< /Size %d /Root 1 0 R /Encrypt 6 0 R /ID [<%s> <%s>] >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, FILE_ID.hex().encode(), FILE_ID.hex().encode(), start)
pathlib.Path(__file__).with_name("locked.pdf").write_bytes(pdf)
