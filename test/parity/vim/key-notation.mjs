// Keys as the cases write them, as the bytes a terminal without special keys sends.

const NAMES = { CR: '\r', Esc: '\x1b', Tab: '\t', BS: '\b', Del: '\x7f', Space: ' ', lt: '<', Bar: '|' };

export const bytesOf = (keys) =>
  keys.replace(/<(CR|Esc|Tab|BS|Space|lt|Bar|Del|C-.)>/g, (_all, name) => {
    const control = /^C-(.)$/.exec(name);
    return control ? String.fromCharCode(control[1].toUpperCase().charCodeAt(0) & 31) : NAMES[name];
  });
