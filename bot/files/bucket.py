"""An S3-compatible bucket, spoken to with obstore, which is loaded only where one is set."""

from __future__ import annotations

from datetime import timedelta

from obstore.store import S3Store

from bot.settings import Settings

_PATIENCE = timedelta(seconds=30)


class Bucket:
    """A bucket at an S3-compatible service, addressed by path."""

    def __init__(self, settings: Settings) -> None:
        url = settings.files_s3_url
        self._bucket = S3Store(
            settings.files_s3_bucket,
            endpoint=url,
            region=settings.files_s3_region,
            access_key_id=settings.files_s3_key_id,
            secret_access_key=settings.files_s3_secret.get_secret_value(),
            virtual_hosted_style_request=False,
            disable_bulk_delete=True,
            client_options={"allow_http": url.startswith("http://"), "timeout": _PATIENCE},
            retry_config={"max_retries": 2, "retry_timeout": _PATIENCE},
        )

    async def put(self, name: str, content: bytes) -> None:
        """Keep the bytes; they are there for good when this returns."""
        await self._bucket.put_async(name, content, use_multipart=False)

    async def get(self, name: str) -> bytes | None:
        """The bytes, or None."""
        try:
            found = await self._bucket.get_async(name)
            return bytes(await found.bytes_async())
        except FileNotFoundError:
            return None

    async def has(self, name: str) -> bool:
        """Whether something lies there."""
        try:
            await self._bucket.head_async(name)
        except FileNotFoundError:
            return False
        return True

    async def remove(self, name: str) -> None:
        """Take it away; S3 answers alike where nothing lies, so that an error means it may still be there."""
        await self._bucket.delete_async(name)
