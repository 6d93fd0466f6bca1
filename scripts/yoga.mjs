// Stands in for yoga-layout in the bundle. The original waits for its WebAssembly at the top of the module,
// which a bundle that loads the application on demand cannot have; here it loads in the background and
// `ready` tells when it is there. Nothing may lay out before.

import load from '../node_modules/yoga-layout/dist/binaries/yoga-wasm-base64-esm.js';
import wrapAssembly from '../node_modules/yoga-layout/dist/src/wrapAssembly.js';

const Yoga = {};
Yoga.ready = load().then((library) => {
  Object.assign(Yoga, wrapAssembly(library));
});

export default Yoga;
export * from '../node_modules/yoga-layout/dist/src/generated/YGEnums.js';
