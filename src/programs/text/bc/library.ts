// The mathematical functions of `bc -l`, in its own language, with its series and its extra digits, so that the
// last digit comes out the same: s(ine), c(osine), a(rc tangent), l(ogarithm), e(xponential), j (Bessel).

export const LIBRARY = `
define e(x) {
auto d, h, m, n, p, t, v, z
if (x < 0) { m = 1; x = -x }
z = scale
n = 6 + z + .44*x
scale = scale(x) + 1
while (x > 1) { h += 1; x /= 2; scale += 1 }
scale = n
v = 1 + x; p = x; d = 1
for (n = 2; 1; n++) {
t = (p *= x) / (d *= n)
if (t == 0) {
while (h > 0) { v = v*v; h -= 1 }
scale = z
if (m) return (1/v)
return (v/1)
}
v += t
}
}
define l(x) {
auto f, i, n, q, t, v, z
if (x <= 0) return ((1 - 10^scale)/1)
z = scale
scale = 6 + scale
f = 2
while (x >= 2) { f *= 2; x = sqrt(x) }
while (x <= .5) { f *= 2; x = sqrt(x) }
v = n = (x - 1)/(x + 1)
q = n*n
for (i = 3; 1; i += 2) {
t = (n *= q)/i
if (t == 0) { v = f*v; scale = z; return (v/1) }
v += t
}
}
define s(x) {
auto i, m, n, q, t, v, z
z = scale
scale = 1.1*z + 2
v = a(1)
if (x < 0) { m = 1; x = -x }
scale = 0
n = (x/v + 2)/4
x = x - 4*n*v
if (n%2) x = -x
scale = z + 2
v = t = x
q = -x*x
for (i = 3; 1; i += 2) {
t *= q/(i*(i - 1))
if (t == 0) {
scale = z
if (m) return (-v/1)
return (v/1)
}
v += t
}
}
define c(x) {
auto v, z
z = scale
scale = scale*1.2
v = s(x + a(1)*2)
scale = z
return (v/1)
}
define a(x) {
auto f, i, k, m, n, q, t, v, z
m = 1
if (x < 0) { m = -1; x = -x }
if (x == 1) {
if (scale <= 25) return (.7853981633974483096156608/m)
if (scale <= 40) return (.7853981633974483096156608458198757210492/m)
if (scale <= 60) return (.785398163397448309615660845819875721049292349843776455243736/m)
}
if (x == .2) {
if (scale <= 25) return (.1973955598498807583700497/m)
if (scale <= 40) return (.1973955598498807583700497651947902934475/m)
if (scale <= 60) return (.197395559849880758370049765194790293447585103787852101517688/m)
}
z = scale
if (x > .2) { scale = z + 5; k = a(.2) }
scale = z + 3
while (x > .2) { f += 1; x = (x - .2)/(1 + x*.2) }
v = n = x
q = -x*x
for (i = 3; 1; i += 2) {
t = (n *= q)/i
if (t == 0) { scale = z; return ((f*k + v)/m) }
v += t
}
}
define j(n, x) {
auto f, i, m, q, t, v, z
z = scale
scale = 0
n = n/1
if (n < 0) { n = -n; if (n%2 == 1) m = 1 }
f = 1
for (i = 2; i <= n; i++) f = f*i
scale = 1.5*z
f = x^n/2^n/f
v = t = 1
q = -x*x/4
scale = 1.5*z + length(f) - scale(f)
for (i = 1; 1; i++) {
t = t*q/i/(n + i)
if (t == 0) {
scale = z
if (m) return (-f*v/1)
return (f*v/1)
}
v += t
}
}
`;
