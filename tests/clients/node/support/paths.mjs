import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../..');
export const standardProtos = path.join(root, 'tests/clients/protos');
export const interop = path.join(root, 'tests/MuSiCa.Grpc.Interop');

/** The program that a build in Release left. */
export function built(project) {
  return path.join(project, 'bin/Release/net10.0', `${path.basename(project)}.dll`);
}
