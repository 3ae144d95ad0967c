import { Duplex } from './calls.mjs';
import { createClient, fileName, imports, loadDescriptors, standard } from './protos.mjs';

/** A client of server reflection: one stream of questions. */
export class Reflection {
  constructor(target, version) {
    this.client = createClient(standard, `grpc.reflection.${version}.ServerReflection`, target);
    this.stream = new Duplex(this.client, 'ServerReflectionInfo');
  }

  ask(question) {
    return this.stream.exchange(question);
  }

  async services() {
    const answer = await this.ask({ list_services: '' });
    return answer.list_services_response.service.map((service) => service.name);
  }

  /** The definitions in the file with the symbol and in the files that it imports. */
  async describe(symbol) {
    const files = await this.files(await this.ask({ file_containing_symbol: symbol }));
    return loadDescriptors([...files.values()]);
  }

  /** The files of an answer by name and, asked for, those they import that it lacks. */
  async files(answer) {
    const files = new Map(answer.file_descriptor_response.file_descriptor_proto.map((file) => [fileName(file), file]));
    for (const name of [...files.values()].flatMap(imports)) {
      if (!files.has(name)) {
        const more = await this.files(await this.ask({ file_by_filename: name }));
        more.forEach((file, key) => files.set(key, file));
      }
    }
    return files;
  }

  async close() {
    await this.stream.finish();
    this.client.close();
  }
}
