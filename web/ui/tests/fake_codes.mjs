// QR codes of the fake box, made with libqrencode (level M): what a reader finds in them, modules a side, and the modules row by row in
// hex, most significant bit first.
const CODES = {
  wifi: [
    {reads: 'WIFI:T:WPA;S:jiaoshi-301;P:fake-password;;', size: 29, hex:
      'fe710bfc1374506e94c4bb740325dba6f9aec170d907faaaafe0060e0096c26d01e5623c7dbcbd172a81de5f3166045add65f87bf058e89c58e43f5a' +
      'd1530e28c1e3bcb7ea6290b88bea0efa0054bc53f9036a505e5b14ba187fbdd4ab44ee95e54b04b491bfeb29ee0'},
  ],
  check_in: [
    {reads: 'http://192.0.2.10:8080/c/1.fake-0001.1.A7Qm2VtX9dLrK0pZsW3yNg', size: 33, hex:
      'fecf283fc1560c106e9e2c6bb75b5365dba2a302ec1092a107faaaaafe01387200b706ab25fe34d2379a96aacf6336d477ad6f06e447c8052c09fe06' +
      'd93951354c44d617e9ac027b0bea8df61b9a8112ec2f1b247ecc75888adbc458d235deab0ee3fe8629a6f9007a5c467fa1a1ea105260916ba6172ff5' +
      'd6aa1ceaeb7cb571040b7449fe8b056a0'},
    {reads: 'http://192.0.2.10:8080/c/1.fake-0001.2.A7Qm2VtX9dLrK0pZsW3yNg', size: 33, hex:
      'fe6ca63fc16582106e9da24bb740dd55dbaaad3aec139c9907faaaaafe00b64a00aa189389589aead42988922ce934ec9423673e07ce6f3dcf867e3e' +
      '3ab6d93dafca7a2f0a260c43e864b1dff814af2e8fa125bcbd424b28b955ee2a51bbeed2fd6dcebeca28fb805bd246bf8a2feaf04d2eb18badb91f95' +
      'd134240aeaf28d9304b54caafe853d898'},
    {reads: 'http://192.0.2.10:8080/c/1.fake-0001.3.A7Qm2VtX9dLrK0pZsW3yNg', size: 33, hex:
      'feb9f33fc16834d06ebc654bb74e22a5dbac314aec10b12d07faaaaafe003091009fcf8fcba645152bdf84e3ebf31d5a4f4f38eb52984c26a233b962' +
      '4b7142d25035474ecd3a64d53309169a2d41f9b5e217f36acc85576e46aa321db6a7970336007ccb8f7dfc807464c5ffa368ea905e11517ba8c56fd5' +
      'd7d992d2e9c7d8c7041397c7fec221f80'},
    {reads: 'http://192.0.2.10:8080/c/1.fake-0001.4.A7Qm2VtX9dLrK0pZsW3yNg', size: 33, hex:
      'fe6ca63fc14582106e9da24bb74ddd55dba8ad3aec135c9907faaaaafe00864a00aa18938958baead43890922ce1bcec9426e33e07cfcf3dcf86fc7e' +
      '3ab6b82dafca7b2f0a264c63e864b3c77814b7a24fa12876bd4249087955feee31bbf6b3cd6dc6beda28fb8059d246bf8b2feaf0456eb18bad991f95' +
      'd0e4240aeab28d9304b54caafe953d898'},
  ],
};

const modules = ({size, hex}) => [...hex].map(digit => parseInt(digit, 16).toString(2).padStart(4, '0')).join('').slice(0, size * size);

/** The `turn`-th code of its kind, as the board's answer has it. */
export function code(kind, turn, text, left_ms, more = {}) {
  const one = CODES[kind][turn % CODES[kind].length];
  return {kind, size: one.size, modules: modules(one), text, left_ms, ...more};
}
