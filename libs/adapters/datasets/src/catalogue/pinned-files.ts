import type { PinnedFile } from '../download/pinned-file.ts';
import { bitextPins } from './bitext-pins.ts';

const github = 'https://raw.githubusercontent.com';
const xquad = `${github}/google-deepmind/xquad/7d30520c717524000f0d9d2f9c10a069acd9d285`;
const lareqa = `${github}/google-research-datasets/lareqa/9bc8c7fb6dd8d01d72a05a93c2cb96882b0d299c/xquad-r`;
const squad = `${github}/rajpurkar/SQuAD-explorer/e0c66cfec263165fb3c15cb76a22175e371b71d7/dataset`;

/**
 * The files that can be fetched from their original source, by their name in a data folder. SQuAD's checksum is the one that
 * ParlAI and others check (https://github.com/facebookresearch/ParlAI, tasks/squad); the others are of the files read.
 */
export const pinnedFiles: ReadonlyMap<string, PinnedFile> = new Map<string, PinnedFile>([
  ...bitextPins,
  ...Object.entries({
    'xquad/xquad.en.json': {
      url: `${xquad}/xquad.en.json`,
      bytes: 609383,
      sha256: 'e4c57d1c9143aaa1c5d265ba5987a65f4e69528d2a98f29d6e75019b10344f29',
    },
    'xquad/xquad.es.json': {
      url: `${xquad}/xquad.es.json`,
      bytes: 684322,
      sha256: 'dcbae93ec3a9f4b9e78fd834a171d6f96c1a875e10e15b7530b7e4ef4971e37e',
    },
    'xquad/xquad.de.json': {
      url: `${xquad}/xquad.de.json`,
      bytes: 669810,
      sha256: '990b5d746746ed65ed4702ea5f35f99ffa4e2f1c390c07d003642acd937916f9',
    },
    'xquad/xquad.ru.json': {
      url: `${xquad}/xquad.ru.json`,
      bytes: 1896368,
      sha256: '208d5b1aa154c52b1b5c5eda16281e455e8fd198cdb9af3f469f0d6037d973bf',
    },
    'xquad/xquad.tr.json': {
      url: `${xquad}/xquad.tr.json`,
      bytes: 729506,
      sha256: '92179a564774b7696100d144c1e10870d0a966b6fccbdd254a65b9d2ab1971cc',
    },
    'xquad/xquad.ar.json': {
      url: `${xquad}/xquad.ar.json`,
      bytes: 1582988,
      sha256: 'abdabd7afed5c635d99cca0f3f0d0c9d9ed0bc77451e963c2e4e0638c29e486d',
    },
    'xquad/xquad.vi.json': {
      url: `${xquad}/xquad.vi.json`,
      bytes: 911401,
      sha256: 'f619a1eb11fb42d3ab0834259e488a65f585447ef6154437bfb7199d85161a04',
    },
    'xquad/xquad.th.json': {
      url: `${xquad}/xquad.th.json`,
      bytes: 1809143,
      sha256: '5cdda11d0e1e075f7872abf4e6ae830388ce7f617964d542308e9ae4257e0f43',
    },
    'xquad/xquad.zh.json': {
      url: `${xquad}/xquad.zh.json`,
      bytes: 808652,
      sha256: '691d0b3359bc6b8faa8de931dfdfe21d50a65861ae348e32a0d1a0190b0c8835',
    },
    'xquad/xquad.hi.json': {
      url: `${xquad}/xquad.hi.json`,
      bytes: 1680538,
      sha256: 'df2cce3532b37e9beb8979704b5c9a4bf874358f105395a298b89427b43b9d24',
    },
    'xquad_r/en.json': {
      url: `${lareqa}/en.json`,
      bytes: 628651,
      sha256: '7b0954f39297c27a31fef610f0883337dd2907fa8699151dc922afdd0fa12ffe',
    },
    'xquad_r/es.json': {
      url: `${lareqa}/es.json`,
      bytes: 746335,
      sha256: 'f8e836b2d91009c4363e04315f7ede363eedbbb49c67dda60de6c4aa782f58de',
    },
    'xquad_r/de.json': {
      url: `${lareqa}/de.json`,
      bytes: 732156,
      sha256: '16fb0f4bf4916154b585a20c24c66074591c9718a1affe764ff4697572328949',
    },
    'xquad_r/ru.json': {
      url: `${lareqa}/ru.json`,
      bytes: 2764904,
      sha256: '7f4dff853538b9a5fcc28c070b8bb983a5c5d190ac747b8e005a1ada9cab18f1',
    },
    'xquad_r/tr.json': {
      url: `${lareqa}/tr.json`,
      bytes: 827827,
      sha256: 'f3e8c13002bbce154a4578f535f7533cb70f3da08840e6b62735935baec7bd94',
    },
    'xquad_r/ar.json': {
      url: `${lareqa}/ar.json`,
      bytes: 2234875,
      sha256: 'c52922d3b8ac1ae03ed5ac38647ad59870dca3dda2beefe18ecdc30729acb69d',
    },
    'xquad_r/vi.json': {
      url: `${lareqa}/vi.json`,
      bytes: 1132303,
      sha256: 'e35926bf5cc6fc6ecbdfca49467aabeb454f08d152d7818143a906bd31dde995',
    },
    'xquad_r/th.json': {
      url: `${lareqa}/th.json`,
      bytes: 2618544,
      sha256: 'c3a041864c3a9fb0b4dd91cfdf99cf36b411b3e704c58a303c97bc6dc786cfe4',
    },
    'xquad_r/zh.json': {
      url: `${lareqa}/zh.json`,
      bytes: 959291,
      sha256: '80c2cde7b9c2fb134c303cbb52f2ba396ead9eb0014aec43993543d2ba9e93ed',
    },
    'xquad_r/hi.json': {
      url: `${lareqa}/hi.json`,
      bytes: 2408404,
      sha256: 'ea45ba8ae4513d1533b222bebdc02a90bc319c055d3aeea68584a053d2e92872',
    },
    'squad/dev-v1.1.json': {
      url: `${squad}/dev-v1.1.json`,
      bytes: 4854279,
      sha256: '95aa6a52d5d6a735563366753ca50492a658031da74f301ac5238b03966972c9',
    },
  }),
]);
