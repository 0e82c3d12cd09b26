/**
 * SHA-256 of what each case comes to, by its name: written by test/everywhere/renew-hashes.ts, and
 * met by every engine.
 */

export const HASHES: Readonly<Record<string, string>> = {
  'diff_adv Conv;5;2;relu num_points=31':
    'eb4176f5c14d391a31abdb0b40e270e080bedf5dd15c081a6f1cd92da6919b5c',
  'diff_burgers Res;5;2;gelu num_points=37 train=sup;3':
    '5028142a0e453dd4e1f4b2218f5fb953bc4880e90423bde557926aa0166f515c',
  'phy_kdv UNet;4;2;relu num_points=48 train=div;2':
    '92cb5b72b26de5083bf0d158183cedef914860ef1268eecc9db0ae9168e3cf2d',
  'diff_ks_cons Dil;2;4;2;tanh num_points=45 train=mix;2;1':
    '59c1ae6cb976b59233fcfeac4d0f016a1167fdfcc7ccbe8cc2dc708aabeb26cf',
  'norm_four FNO;5;4;2;gelu num_points=30 optim_config=adamw;10;exp;3e-3;4;0.9;false':
    '39aa96b2d3d5f25b2e8e38f99e0eac35782dacead6f1954252a0bf30bc4a17c6',
  'norm_fisher MLP;9;2;swish num_points=29 ic_config=clamp;0.0;1.0;fourier;3;true;true':
    'e8a994c87cbe3c9fe96eb23da745213b0c035c8f6749ec01827da82173262ef7',
  'diff_disp Pure;3;identity num_points=32 optim_config=sgd;10;constant;1e-2':
    'ec982ce9843bfb8678551b53bf52d1942e757b9c12e81f6436972f261e32923f',
  'phy_nonlin MoRes;4;2;sigmoid num_points=33 optim_config=lion;10;warmup_cosine;0.0;1e-3;3':
    'cc768690e91a646dbbb0688f60916c7a75b12ddf6c487b907b57d4ba0326a5f4',
  'diff_hyp_diff MoUNet;4;2;relu num_points=40 ic_config=diffused;0.01;true;true':
    '34ee39c19d41595bd5a41909517cd07f5edcf182ae0215e8b5a5957b5e7e9241',
  'diff_adv_diff Conv;4;2;tanh num_spatial_dims=2 num_points=13':
    '63f3daebdca48395692dd89e62c5febc17e1a83d15deacd2c82f0ca9a24b2e2a',
  'phy_gs Res;4;1;relu num_spatial_dims=2 num_points=14':
    '011631361187257c430baac313efa5cb26a16a08766ed17623824c85b810299d',
  'phy_kolm_flow UNet;3;1;gelu num_spatial_dims=2 num_points=16':
    'b715d8ef30a02234b46761980049a038bee7534b08fa26dfa0966d176c4b1aa9',
  'phy_sh Dil;2;4;1;relu num_spatial_dims=2 num_points=15':
    '1e2fb4c5a24a09ec3f9445f0db812d2de00ecda02fc96f7d99c058597c9b89b7',
  'diff_burgers FNO;3;3;2;gelu num_spatial_dims=2 num_points=16 train=sup;2':
    'f6e3d6b8d9a023ccc3b70e2a5c452e28b61f818f272c90b9da61e3ed68822119',
  'phy_poisson MLP;8;1;relu num_spatial_dims=2 num_points=11 train_temporal_horizon=1 test_temporal_horizon=1 num_train_samples=7':
    '104c983fc401f90d4088e5854d494f5ab6d5ca3d4ffee2883477f9e87c0b743e',
  'phy_decay_turb Pure;3;identity num_spatial_dims=2 num_points=18':
    '08ed99f262526d52a407b618dd2b2c9319dc0b62e07a4a22556a5dff5321fb5d',
  'phy_mix_hyp MoRes;4;1;swish num_spatial_dims=2 num_points=12':
    '5633c315045e93792c1e795919e5fe0ed0d10d484316398cc745c6b7eca477d6',
  'phy_aniso_diff MoUNet;3;1;relu num_spatial_dims=2 num_points=14 ic_config=grf;2.0;true;true':
    'f9e7bfa606ebbdb3bc96cd32dafc1ddcdd250dea1ebb544cf68e1bfe38355c26',
  'diff_diff Conv;3;1;relu num_spatial_dims=3 num_points=7':
    '4fa94953e9109ae663307d2de83b89754bf0cd6a25fcb87574ec47b59a2c2ee1',
  'phy_unbal_adv Res;3;1;tanh num_spatial_dims=3 num_points=8':
    '4f09670e56181868a4e446cb687b0bfcf231c995e3486d81cac9694ea1edc904',
  'diff_burgers_sc UNet;3;1;relu num_spatial_dims=3 num_points=8':
    '652069515a73f37da96e83f12417296c41fb24e4139c3dc3f0d8e35b9d913b11',
  'norm_lin_simple Dil;2;3;1;relu num_spatial_dims=3 num_points=9':
    '92250a909ebb2a92c050c9061d86912e672223492a2c7b0d34488da9066822f8',
  'diff_conv FNO;2;3;1;gelu num_spatial_dims=3 num_points=8':
    'e1ce1a7d4039b646cc47aebabdf5dee74a7f26fe4a28abc961ef1d73e8c31a3e',
  'phy_diag_diff MLP;6;1;relu num_spatial_dims=3 num_points=5 diffusion_coef_vector=(0.001, 0.002, 0.003)':
    'af830ebaf6035ca020dad3f5cff55857061b31b5a5fe7c999eff8ab585d8d3d3',
  'diff_fisher Pure;3;identity num_spatial_dims=3 num_points=9':
    '7e727d9a5727ae6617070bb0c2fbd2cb440ee2644d0900b923eb715651b9cdcb',
  'phy_gs_type MoRes;3;1;relu num_spatial_dims=3 num_points=6':
    '3aff67b296a7cc98ca5e9d5de341126f25d7ed5d8ef451ffab7a09bf7fff7606',
  'diff_ks MoUNet;3;1;gelu num_spatial_dims=3 num_points=8':
    '70df6edc8e6f585f680e2672d7bc75f409386f71937f5cf74b838f1738f8d29c',
  'phy_poly Conv;4;1;relu num_points=34':
    '91254592be095e15c6720099f0d29232d26194bcbbd860a91e988f8121f7ffcb',
  'phy_mix_disp Conv;4;1;relu num_spatial_dims=2 num_points=10 train=one;nLp;3':
    '10ace7c5a4957d1fa6b40c8fe656e4e5768fe56137bb487b201c3684a705e5a8',
  'diff_nonlin FNO;4;3;1;gelu num_points=47 train=sup;2;true':
    'f285265c37abb0aa0d082d3698ff628ef7842cd76a43f60528976ba2ac69d068',
  'norm_conv Conv;4;2;relu num_points=50 task=correct;sequential':
    'f12e1381366e5f95edf4b1bfed0127cf0f4d544978dd0a23c918f161020a4df9',
  'diff_adv Res;4;1;relu num_points=30 task=correct;parallel':
    'd6714e17cb128f713093ecb350dd39ed24e7c73881e1c33b49463940d71fa56b',
  'norm_burgers Conv;4;1;relu num_points=36 task=correct;sequential_with_bypass':
    '800d8c2a58b9846478f94d01a95f52277811ac5d161138810f9c2182b5957189',
  'f64 Conv': 'c10c7ef82dcc721e68527bfc731734c61ffe13eb4be0503076b6587f97b908de',
  'f64 FNO sup;2': 'a9c145e347fe160b19062cd29690f106677d3ff14db7304724e29141594634ae',
  'f64 UNet 2D': 'a736a9ffb696a55df17a2c0479e7146d8a86adaf25a50d3ca11ca21640d513f7',
  'f64 MLP': 'b65d1f3a961232fe6755d7529886f0b3b4e8082f3802ad4a4e32caeec53f8f35',
  'partitionable Conv': 'bff46a9bbe59515d6b7e71ba4a61ec1ac898c3b8b2ab81d0a6568e6e7386feae',
  'partitionable FNO 2D': 'e05427fb3447e31c6c8f1ac18a63e74ca97e4afee0d5a806baee8cb2ec3ca9c0',
  'partitionable f64 Res 3D': '082b72247b2be5d0be19a71a05edf23613d4c86f5714fcffa8f41c66d319506d',
  'wide Conv of several lanes': '6ac861aefdf5106651320539b62bd0c6c5d6ecb6e071551ad13f5052f4d77808',
};
