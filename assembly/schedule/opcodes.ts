/**
 * The numbers by which a lowered program names its kernels. Constants only: both languages import
 * this file.
 */

/** Layout of a lowered program; a change of any number or argument list is a new version. */
export const PROGRAM_VERSION = 5;

export const LOOP = 1;
export const ELEMENTWISE = 2;
export const SUM = 3;
export const BATCH_SUM = 4;
export const GATHER = 5;
export const COPY = 6;
export const ZERO = 7;
export const CONV = 8;
export const CONV_WEIGHT_GRAD = 9;
export const TREE_SUM = 10;
export const DENSE = 11;
export const DENSE_INPUT_GRAD = 12;
export const DENSE_WEIGHT_GRAD = 13;
export const RFFT = 14;
export const IRFFT = 15;
export const COMPLEX_MUL = 16;
export const MODE_MIX = 17;
export const MODE_MIX_WEIGHT_GRAD = 18;
export const ADAM = 19;
export const REGION = 20;
export const FFT_COLUMNS = 21;
export const RFFT_LANES = 22;
export const IRFFT_LANES = 23;
export const SPECTRAL_SUM = 24;
export const CONV_PHASES = 25;
export const CONV_PHASES_WEIGHT_GRAD = 26;
export const GROUP_NORM = 27;
export const GROUP_NORM_GRAD = 28;
export const GROUP_NORM_WEIGHT_GRAD = 29;

// How the threads share a region.
export const SHARE_SAMPLES = 0;
export const SHARE_GROUPS = 1;
export const SHARE_ITEMS = 2;
export const SHARE_SEEDS = 3;
export const SHARE_PLANES = 4;

// Micro-ops of an elementwise chain.
export const MICRO_COPY = 0;
export const MICRO_NEG = 1;
export const MICRO_ABS = 2;
export const MICRO_SIGN = 3;
export const MICRO_SQUARE = 4;
export const MICRO_SQRT = 5;
export const MICRO_RELU = 6;
export const MICRO_TANH = 7;
export const MICRO_SIGMOID = 8;
export const MICRO_GELU = 9;
export const MICRO_SWISH = 10;
export const MICRO_SCALE = 11;
export const MICRO_OFFSET = 12;
export const MICRO_ADD = 13;
export const MICRO_SUB = 14;
export const MICRO_MUL = 15;
export const MICRO_DIV = 16;
export const MICRO_RELU_GRAD = 17;
export const MICRO_TANH_GRAD = 18;
export const MICRO_SIGMOID_GRAD = 19;
export const MICRO_GELU_GRAD = 20;
export const MICRO_SWISH_GRAD = 21;
export const MICRO_POWER = 22;
export const MICRO_MAX = 23;

/**
 * Elements of a row that an elementwise chain works on at a time, so that its registers stay in the
 * first-level cache.
 */
export const ELEMENTWISE_BLOCK = 256;
