// Loaded before apebench, has every GPU device go away in mid-run: after 20 submits.

import { globals } from 'webgpu';

const { GPUAdapter, GPUQueue } = globals;
const { requestDevice } = GPUAdapter.prototype;
const { submit } = GPUQueue.prototype;
let device;
let submits = 0;

GPUAdapter.prototype.requestDevice = async function (...args) {
  device = await requestDevice.apply(this, args);
  return device;
};
GPUQueue.prototype.submit = function (...args) {
  submit.apply(this, args);
  if (++submits === 20) device.destroy();
};
