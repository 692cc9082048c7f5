import type { PinnedFile } from '../download/pinned-file.ts';

type Row = readonly [file: string, bytes: number, sha256: string];

const ntrex: readonly Row[] = [
  ['newstest2019-src.eng.txt', 251739, '389e8f5796c66db4f646dfad33e1ec622d74767af5ef112b42a1f2cd814df3cc'],
  ['newstest2019-ref.spa.txt', 299333, '0ad8129e5ce0bea86ba7e0ea0db0504d6626b8a4d2a7cf4c44b7791c70e99b84'],
  ['newstest2019-ref.deu.txt', 306436, '259d7406a07b63e6b5b9c4a22fb76b85e2578a3fa0a4e541a50f4f7348e5c1b2'],
  ['newstest2019-ref.rus.txt', 505414, 'a7e3601298b0368659a5c006c52809cf6792e02eb94bde9b9693333278d85732'],
  ['newstest2019-ref.tur.txt', 293653, 'bd0c3978cb7d283ee5f8834d90a32fe2ffd0c71e4b133c677cff259d07a70ea9'],
  ['newstest2019-ref.arb.txt', 423901, 'd271c8645933421f760eba8ed8cc1ceaaa052f917d9c2839b8abb27e0ded71e6'],
  ['newstest2019-ref.vie.txt', 359879, 'dd5d16cf246da57f5ccb7490ae13b8df428e7cb53e17fa04552406d657abfe3c'],
  ['newstest2019-ref.tha.txt', 658582, '45a57c4f9fdbae282eb2c94821535ae3c88b09186a23c5506eb0907ba429d6a5'],
  ['newstest2019-ref.zho-CN.txt', 241603, '8bcd6f0868d33f26c8da12f55a82f66088a7b60a5f7b0b1a99dcec51daa8054a'],
  ['newstest2019-ref.hin.txt', 674699, '10d612b3960dc1f90d297aff7e3c6d39e6eb7221b912cef0c053d9f510e41bbc'],
  ['newstest2019-ref.swa.txt', 276611, '076cec7296ec0d458d4762ddcffcd1d79ce2e7d8ee641467977d0b9f4ec95e8d'],
  ['newstest2019-ref.som.txt', 296643, '2d13c10e31abc537f66c92d5c5f6fac17348d30d3fe119dc7c11bd6d6ce63240'],
  ['newstest2019-ref.fil.txt', 297785, 'a87a71b901d91b00c8c4df1fdd949c3480d620193e6e1c8215fad63764e8c35b'],
  ['newstest2019-ref.mar.txt', 701929, 'a72aaecd670f18b045bb3704c41277faea665ecaaf8af6932a8c3ea51ae5ac7b'],
];

const tico19: readonly Row[] = [
  ['all.en-ar.tmx.zip', 423246, '9f08855934280255d0da67accb921939a64e8c72fdcca9ede0f473bf36a09468'],
  ['all.en-es-LA.tmx.zip', 381511, 'f99ead6835c6e039424c3a425fc5bda56e89d1b901b0aeb461c40455ac5fa185'],
  ['all.en-hi.tmx.zip', 448122, '15f0c198bf872e190fdbb0bb7b009ecc78a7cb6d36f6f6e727e7f6d64d2b8365'],
  ['all.en-mr.tmx.zip', 468879, 'b6c45e13d5c46cef715c7462449830917ab6156b9610d3cd485a1729ef1ec21e'],
  ['all.en-ru.tmx.zip', 464716, 'efe7076a35e82bb0987d4e2e768f1729190acc6fd15c4a821362afd10d600994'],
  ['all.en-so.tmx.zip', 387812, '0809ea465dafd09dcf871d084ede5a2add08f8a5e9cca884304f21a4187bfa2a'],
  ['all.en-sw.tmx.zip', 366948, '665d685b739044f805d254494f6da8f93761f71767b5f63582f8b5792c6c8a06'],
  ['all.en-tl.tmx.zip', 374841, 'dca3dba5e39008fbcf9c0cece64c5e83352c87f48bebf7c3f8c76a8e1887c725'],
  ['all.en-zh.tmx.zip', 385761, '094d85c551124723d3ada75db50272c7301bd045df4805eb38e2060b51bfe80d'],
];

const tatoeba: readonly Row[] = [
  ['tatoeba.spa-eng.spa', 37490, 'f9628cea40481e8251f0999718bd893cff0f261752f5e526b3bc20284e2ca018'],
  ['tatoeba.spa-eng.eng', 34776, '89e4470f4572040b1ca94b3edad97dcd8bd2f0141f072e12933b8659dadf917d'],
  ['tatoeba.tur-eng.tur', 37607, '1ffa0acc006018b3105abda41a4d4ca42f3c122964a49b71793546367b079a86'],
  ['tatoeba.tur-eng.eng', 34278, 'a768df7dd3d1344f872a458b32c3a65e24f8381826ccb16ba6677426176c8121'],
  ['tatoeba.ara-eng.ara', 43582, 'e67a0ae072b79cd9e8eb09f166c3bc0b23488d39f5720f2ee0a8350ae17b719f'],
  ['tatoeba.ara-eng.eng', 29068, '3c11838c963f598a52dcf2f452b666353538257001db5c59c3a5f54a999b336b'],
  ['tatoeba.tha-eng.tha', 44759, '65c7b3c01a56a1ac8971e72e0ea8e74a027718dc84044d8802c0ab36395a3156'],
  ['tatoeba.tha-eng.eng', 18439, '2881c82d2c5fa59cf0a68bc9e012f5e0b0a716f7357cbecf77c247efc2fd7294'],
  ['tatoeba.cmn-eng.cmn', 33410, '965d033966fcd186c89741ad49ab4b0a0b2bbd33e02666635ff3b2be23c1ac1f'],
  ['tatoeba.cmn-eng.eng', 35521, '29ba36232488f5806aceccac57c59c5e750ddd08edb40eef417e3ada9ff9a239'],
  ['tatoeba.swh-eng.swh', 9645, '1c672915446c336cc378676e6dbf91eb54d27bbfd0c61563d349265bc6374753'],
  ['tatoeba.swh-eng.eng', 10822, 'e8539647caff9e329776ae863b6224d432923c6e4e9256b9df92ca58ff282eac'],
  ['tatoeba.tgl-eng.tgl', 36506, 'f99165dc05190b99f6574fe24db884ff85d111612a25e7a37323f001aafc2a6e'],
  ['tatoeba.tgl-eng.eng', 31632, 'e7c9beda3f3072a968a34a7226a66d1ebf1dcb33cf002805dc752f80a7c620ae'],
];

const github = 'https://raw.githubusercontent.com';
const pinned = (set: string, folder: string, rows: readonly Row[]): [string, PinnedFile][] =>
  rows.map(([file, bytes, sha256]) => [
    `sources/${set}/${file}`,
    { url: `${github}/${folder}/${file}`, bytes, sha256 },
  ]);

/** What bitext is made of, by the name in a data folder: files of NTREX, TICO-19 and LASER at fixed revisions. */
export const bitextPins: ReadonlyMap<string, PinnedFile> = new Map([
  ...pinned('ntrex', 'MicrosoftTranslator/NTREX/8561f6a622db9edad1217683e5c83daefd8bb2bf/NTREX-128', ntrex),
  ...pinned('tico19', 'tico-19/tico-19.github.io/d97615f9cffa28ec7de571e00fbd513e5a1c7fc7/data/TM', tico19),
  ...pinned(
    'tatoeba_laser',
    'facebookresearch/LASER/74bc6ae7ffb7cba670fe0f428d0ede9f666fb821/data/tatoeba/v1',
    tatoeba,
  ),
]);
