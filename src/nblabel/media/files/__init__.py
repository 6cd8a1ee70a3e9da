"""Bytes of files, wherever they lie: who may read what, signatures, a guarded loader, `remote/` for https and object stores."""
