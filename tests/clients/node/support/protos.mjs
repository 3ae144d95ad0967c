import fs from 'node:fs';
import grpc from '@grpc/grpc-js';
import { loadFileDescriptorSetFromBuffer, loadSync } from '@grpc/proto-loader';
import descriptor from 'protobufjs/ext/descriptor/index.js';
import { standardProtos } from './paths.mjs';

const options = { keepCase: true, longs: Number, enums: Number, defaults: true, oneofs: true };

/** All .proto files below a folder: definitions by full name. */
export function loadProtos(folder) {
  const files = fs.readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.proto'));
  return loadSync(files, { ...options, includeDirs: [folder] });
}

/** The same from serialized FileDescriptorProtos, as reflection gives them. */
export function loadDescriptors(files) {
  const set = { file: files.map((file) => descriptor.FileDescriptorProto.decode(file)) };
  return loadFileDescriptorSetFromBuffer(Buffer.from(descriptor.FileDescriptorSet.encode(set).finish()), options);
}

export function fileName(file) {
  return descriptor.FileDescriptorProto.decode(file).name;
}

export function imports(file) {
  return descriptor.FileDescriptorProto.decode(file).dependency;
}

export function methods(protos, service) {
  return Object.keys(protos[service]);
}

/** A client of a service; close it. */
export function createClient(protos, service, target, channelOptions = {}) {
  const Client = grpc.makeGenericClientConstructor(protos[service], service);
  return new Client(target, grpc.credentials.createInsecure(), channelOptions);
}

export const standard = loadProtos(standardProtos);
