import { getBlob } from './blobs.ts';
import { listCatalog, listTags } from './lists.ts';
import { getManifest } from './manifests.ts';
import { putManifest } from './push.ts';
import { listReferrers } from './referrers.ts';
import { answerJson, type Call, type Door } from './request.ts';
import type { Route } from './routes.ts';
import { addChunk, cancelUpload, finishUpload, startUpload, uploadStatus } from './uploads.ts';

/** Carries a request out whose method its route offers. */
export async function carryOut(door: Door, call: Call, route: Route): Promise<void> {
  switch (route.kind) {
    case 'base':
      return answerJson(call, {});
    case 'catalog':
      return listCatalog(door, call);
    case 'tags':
      return listTags(door, call, route.name);
    case 'manifest':
      return call.request.method === 'PUT'
        ? putManifest(door, call, route)
        : getManifest(door, call, route);
    case 'referrers':
      return listReferrers(door, call, route);
    case 'blob':
      return getBlob(door, call, route);
    case 'uploads':
      return startUpload(door, call, route.name);
    case 'upload':
      return carryOn(door, call, route);
  }
}

async function carryOn(door: Door, call: Call, route: { name: string; id: string }): Promise<void> {
  const upload = door.uploads.require(route.name, route.id);
  switch (call.request.method) {
    case 'PATCH':
      return addChunk(door, call, upload);
    case 'PUT':
      return finishUpload(door, call, upload);
    case 'DELETE':
      return cancelUpload(door, call, upload);
    default:
      return uploadStatus(call, upload);
  }
}
