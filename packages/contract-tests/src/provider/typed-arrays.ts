/** One of each class, with values that tell them apart. Uint8Array is bytes, which is another matter. */
export const typedArrays: readonly ArrayBufferView[] = [
  new Int8Array([-1, 0, 1]),
  new Uint8ClampedArray([0, 255]),
  new Int16Array([-300, 300]),
  new Uint16Array([65535]),
  new Int32Array([-70000]),
  new Uint32Array([4294967295]),
  new Float32Array([0.5, -0]),
  new Float64Array([Math.PI, NaN, -0, Infinity]),
  new BigInt64Array([-1n]),
  new BigUint64Array([2n ** 64n - 1n]),
  new Float64Array(0),
]
