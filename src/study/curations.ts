/** Curations: lists of data sets that belong together, by name. */

import { listOf, OBJECT } from '../checks.js';
import { Registry } from '../config/index.js';
import type { ScrapeEntry } from './scrape-entry.js';

function entriesOf(
  keys: readonly string[],
  attributes: Readonly<Record<string, unknown>> = {},
  own: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
): ScrapeEntry[] {
  const { num_spatial_dims, num_points, ...rest } = attributes;
  const grid = num_points === undefined ? { num_spatial_dims } : { num_spatial_dims, num_points };
  return keys.map((scenario) => {
    const given = { ...(num_spatial_dims === undefined ? {} : grid), ...own[scenario], ...rest };
    return { scenario, ...given };
  });
}

const LINEAR = ['diff_adv', 'diff_diff', 'diff_adv_diff', 'diff_disp', 'diff_hyp_diff'];
const SPECIAL = ['phy_unbal_adv', 'phy_diag_diff', 'phy_aniso_diff', 'phy_mix_disp', 'phy_mix_hyp'];

/**
 * The data sets of APEBench's paper, in the original's order (`CURATION_APEBENCH_V1`); the order of
 * the attributes is that in their names.
 */
const apebenchV1: readonly ScrapeEntry[] = [
  ...entriesOf([...LINEAR, 'diff_burgers', 'diff_kdv', 'diff_ks', 'diff_ks_cons', 'diff_fisher']),
  ...entriesOf(
    [
      ...LINEAR,
      ...SPECIAL,
      ...['diff_burgers', 'diff_burgers_sc', 'diff_kdv', 'diff_ks'],
      ...['phy_decay_turb', 'phy_kolm_flow', 'diff_fisher', 'phy_gs_type', 'phy_sh'],
    ],
    { num_spatial_dims: 2 },
    { phy_unbal_adv: { advection_coef_vector: [0.01, -0.04] } },
  ),
  ...entriesOf(
    [
      ...LINEAR,
      ...SPECIAL,
      ...['diff_burgers', 'diff_burgers_sc', 'diff_kdv', 'diff_ks'],
      ...['diff_fisher', 'phy_gs_type', 'phy_sh'],
    ],
    { num_spatial_dims: 3, num_points: 32, num_test_samples: 10 },
    {
      phy_diag_diff: { diffusion_coef_vector: [0.001, 0.002, 0.0004] },
      phy_aniso_diff: {
        diffusion_coef_matrix: [
          [0.001, 0.0005, 0.0003],
          [0.0005, 0.002, 0.0002],
          [0.0003, 0.0002, 0.0004],
        ],
      },
    },
  ),
];

/** The curations by name. */
export const curations = new Registry<readonly ScrapeEntry[]>(
  'curation',
  { apebench_v1: apebenchV1 },
  {
    door: 'curationExtensions',
    about: 'curation',
    entry: {
      allowed: 'a list of { scenario, ATTRIBUTE: value }',
      fits: (value) => listOf(OBJECT).fits(value),
    },
  },
);
