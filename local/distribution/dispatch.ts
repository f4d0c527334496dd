import { getBlob } from './blobs.ts';
import { listCatalog, listTags } from './lists.ts';
import { getManifest } from './manifests.ts';
import { putManifest } from './push.ts';
import { listReferrers } from './referrers.ts';
import { answerJson, type Call, type RegistryContext } from './request.ts';
import type { Route } from './routes.ts';
import { addChunk, cancelUpload, finishUpload, startUpload, uploadStatus } from './uploads.ts';

/** Carries out a request with a method that its route allows. */
export async function carryOut(context: RegistryContext, call: Call, route: Route): Promise<void> {
  switch (route.kind) {
    case 'base':
      return answerJson(call, {});
    case 'catalog':
      return listCatalog(context, call);
    case 'tags':
      return listTags(context, call, route.name);
    case 'manifest':
      return call.request.method === 'PUT'
        ? putManifest(context, call, route)
        : getManifest(context, call, route);
    case 'referrers':
      return listReferrers(context, call, route);
    case 'blob':
      return getBlob(context, call, route);
    case 'uploads':
      return startUpload(context, call, route.name);
    case 'upload':
      return carryOn(context, call, route);
  }
}

async function carryOn(
  context: RegistryContext,
  call: Call,
  route: { name: string; id: string },
): Promise<void> {
  const upload = context.uploads.require(route.name, route.id);
  switch (call.request.method) {
    case 'PATCH':
      return addChunk(context, call, upload);
    case 'PUT':
      return finishUpload(context, call, upload);
    case 'DELETE':
      return cancelUpload(context, call, upload);
    default:
      return uploadStatus(call, upload);
  }
}
