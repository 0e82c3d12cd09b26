/**
 * The architectures as functions, with pdequinox's arguments and defaults: each gives a layer, to
 * be initialised from a key and applied to states.
 *
 * @module
 */

export { type ConvNetOptions, convNet } from './conv-net.js';
export { type DilatedResNetOptions, dilatedResNet } from './dilated-res-net.js';
export { type FnoOptions, fno } from './fno.js';
export { type MlpOptions, mlp } from './mlp.js';
export type { ArchOptions } from './options.js';
export { type PureConvOptions, pureConv } from './pure-conv.js';
export { modernResNet, type ResNetOptions, resNet } from './res-net.js';
export { type ModernUnetOptions, modernUnet, type UnetOptions, unet } from './unet.js';
