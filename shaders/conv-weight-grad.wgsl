// The adjoint of a convolution with respect to its weights and its bias, as partial sums.
//
//   dw[e,p,o,i,t] = Σ_{(b,n) in part p} g[e,b,o,n] · x[e,b,i,(n + FROM + t·STEP) mod SPACE]
//   db[e,p,o]     = Σ_{(b,n) in part p} g[e,b,o,n]
//
// Rows along the last axis are cut into PIECES of LENGTH points; a part is UNITS such pieces in a row. An
// invocation sums one part for OUTPUT_TILE × INPUT_TILE channels, one lane per input channel, and
// TAP_TILE taps along the last axis of one tap of the other axes. Tiles that would stick out reach back to
// be full, and store only what is theirs.
//
// Operands: 0 x [E, BATCH, INPUTS, …], 1 g [E, BATCH, OUTPUTS, …], 2 dw [E, PARTS, OUTPUTS, INPUTS, …k],
// 3 db [E, PARTS, OUTPUTS].

alias Inputs = {{INPUTS_TYPE}};

const COUNT: u32 = {{COUNT}};
const BATCH: u32 = {{BATCH}};
const INPUTS: u32 = {{INPUTS}};
const OUTPUTS: u32 = {{OUTPUTS}};
const S0: u32 = {{S0}};
const S1: u32 = {{S1}};
const S2: u32 = {{S2}};
const POINTS: u32 = S0 * S1 * S2;
const K0: u32 = {{K0}};
const K1: u32 = {{K1}};
const K2: u32 = {{K2}};
const TAPS: u32 = K0 * K1 * K2;
const FROM0: u32 = {{FROM0}};
const FROM1: u32 = {{FROM1}};
const FROM2: u32 = {{FROM2}};
const STEP0: u32 = {{STEP0}};
const STEP1: u32 = {{STEP1}};
const STEP2: u32 = {{STEP2}};
const LENGTH: u32 = {{LENGTH}};
const PIECES: u32 = (S2 + LENGTH - 1) / LENGTH;
const UNITS: u32 = {{UNITS}};
const ALL_UNITS: u32 = BATCH * S0 * S1 * PIECES;
const PARTS: u32 = (ALL_UNITS + UNITS - 1) / UNITS;
const INPUT_TILE: u32 = {{INPUT_TILE}};
const INPUT_TILES: u32 = (INPUTS + INPUT_TILE - 1) / INPUT_TILE;
const OUTPUT_TILE: u32 = {{OUTPUT_TILE}};
const OUTPUT_TILES: u32 = (OUTPUTS + OUTPUT_TILE - 1) / OUTPUT_TILE;
const TAP_TILE: u32 = {{TAP_TILE}};
const TAP_TILES: u32 = (K2 + TAP_TILE - 1) / TAP_TILE;

/// The same point of every input channel of the tile.
fn load(source: u32) -> Inputs {
  return {{LOAD}};
}

/// The next point of a row.
fn next(point: u32) -> u32 {
  return select(point + 1u, 0u, point + 1u == S2);
}

/// Stores the channels from number `first` on.
fn store(sum: Inputs, place: u32, first: u32) {
  {{STORE}}
}

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) wg: vec3<u32>,
  @builtin(num_workgroups) n: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let id = flatId(wg, n, local);
  if (id >= COUNT) {
    return;
  }
  let inputTile = id % INPUT_TILES;
  let outputTile = id / INPUT_TILES % OUTPUT_TILES;
  let tapTile = id / (INPUT_TILES * OUTPUT_TILES) % (K0 * K1 * TAP_TILES);
  let part = id / (INPUT_TILES * OUTPUT_TILES * K0 * K1 * TAP_TILES) % PARTS;
  let seed = id / (INPUT_TILES * OUTPUT_TILES * K0 * K1 * TAP_TILES * PARTS);
  let input = min(inputTile * INPUT_TILE, INPUTS - INPUT_TILE);
  let output = min(outputTile * OUTPUT_TILE, OUTPUTS - OUTPUT_TILE);
  let t0 = tapTile / (K1 * TAP_TILES);
  let t1 = tapTile / TAP_TILES % K1;
  let t2 = min(tapTile % TAP_TILES * TAP_TILE, K2 - TAP_TILE);
  let allX = at(0u);
  let allG = at(1u);
  {{START}}
  let end = min((part + 1u) * UNITS, ALL_UNITS);
  for (var unit = part * UNITS; unit < end; unit++) {
    let begin = unit % PIECES * LENGTH;
    let row = unit / PIECES % (S0 * S1);
    let image = seed * BATCH + unit / (PIECES * S0 * S1);
    let fromRow = (row / S1 + FROM0 + t0 * STEP0) % S0 * S1 + (row % S1 + FROM1 + t1 * STEP1) % S1;
    let x = allX + (image * INPUTS + input) * POINTS + fromRow * S2;
    let g = allG + (image * OUTPUTS + output) * POINTS + row * S2;
    {{BEGIN_PIECE}}
    let stop = min(begin + LENGTH, S2);
    for (var p = begin; p < stop; p++) {
      {{ACCUMULATE}}
    }
  }
  let place = at(2u) + (((seed * PARTS + part) * OUTPUTS + output) * INPUTS + input) * TAPS
    + (t0 * K1 + t1) * K2 + t2;
  let firstInput = inputTile * INPUT_TILE - input;
  let firstOutput = outputTile * OUTPUT_TILE - output;
  let firstTap = tapTile % TAP_TILES * TAP_TILE - t2;
  {{FINISH}}
}
