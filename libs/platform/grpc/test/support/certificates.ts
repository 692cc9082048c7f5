import { execFileSync } from 'node:child_process';
import path from 'node:path';

export interface Certificate {
  readonly certificateFile: string;
  readonly keyFile: string;
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];

/** Writes `<name>.pem` and `<name>.key`: an authority, or with one a certificate for 127.0.0.1 that it issued. */
export function writeCertificate(folder: string, name: string, authority?: Certificate): Certificate {
  const certificateFile = path.join(folder, `${name}.pem`);
  const keyFile = path.join(folder, `${name}.key`);
  const issuer = authority ? ['-CA', authority.certificateFile, '-CAkey', authority.keyFile] : [];
  const extensions = authority
    ? ['-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost', '-addext', 'basicConstraints=CA:FALSE']
    : [];
  const subject = ['-subj', `/CN=${name}`];
  const files = ['-keyout', keyFile, '-out', certificateFile];
  execFileSync('openssl', ['req', '-x509', ...newKey, ...issuer, ...extensions, ...subject, ...files], {
    stdio: 'pipe',
  });
  return { certificateFile, keyFile };
}
