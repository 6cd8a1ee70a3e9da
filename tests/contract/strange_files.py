"""Files that lie about themselves, made for the test: each is small, and asks for much or promises what is not there."""

from __future__ import annotations

import gzip
import io
import struct
import wave
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image

# Which kind each is made for; all kinds are given all of them anyway.
MADE_FOR = {
    "nifti_huge_claim.nii": "nifti",
    "nifti_huge_claim.nii.gz": "nifti",
    "nifti_bomb.nii.gz": "nifti",
    "nifti_cut.nii": "nifti",
    "nifti_cut.nii.gz": "nifti",
    "nifti_no_voxels.nii": "nifti",
    "nifti_complex.nii": "nifti",
    "nifti_negative.nii": "nifti",
    "dicom_huge.dcm": "dicom",
    "dicom_many_frames.dcm": "dicom",
    "dicom_cut.dcm": "dicom",
    "dicom_no_pixels.dcm": "dicom",
    "dicom_no_syntax_known.dcm": "dicom",
    "dicom_deflated_bomb.dcm": "dicom",
    "dicom_jpeg_lies.dcm": "dicom",
    "dicom_words_for_numbers.dcm": "dicom",
    "dicom_only_magic.dcm": "dicom",
    "pdf_huge_page.pdf": "pdf",
    "pdf_flat_page.pdf": "pdf",
    "pdf_no_pages.pdf": "pdf",
    "pdf_cut.pdf": "pdf",
    "pdf_locked.pdf": "pdf",
    "pdf_stream_bomb.pdf": "pdf",
    "pdf_image_bomb.pdf": "pdf",
    "pdf_only_magic.pdf": "pdf",
    "sound_long_claim.wav": "audio",
    "sound_65535_channels.wav": "audio",
    "sound_no_samples.wav": "audio",
    "sound_rate_0.wav": "audio",
    "sound_cut.flac": "audio",
    "sound_not_numbers.wav": "audio",
    "text_one_line.txt": "text",
    "text_no_lines.txt": "text",
    "text_marks.txt": "text",
    "text_binary.txt": "text",
    "text_turned.txt": "text",
    "pages_in_a_ring.tif": "image",
    "second_page_bomb.tif": "image",
    "many_frames.gif": "image",
    "many_frames_claim.png": "image",
    "cut.heic": "image",
}


def write_all(folder: Path, shared: Path) -> list[Path]:
    """All of them in a folder."""
    writers: dict[str, Any] = {
        "nifti_": _nifti,
        "dicom_": _dicom,
        "pdf_": _pdf,
        "sound_": _sound,
        "text_": _text,
    }
    for name in MADE_FOR:
        writer = next((writer for start, writer in writers.items() if name.startswith(start)), _picture)
        (folder / name).write_bytes(writer(name, shared / "media"))
    return sorted(folder.iterdir())


def _nifti(name: str, media: Path) -> bytes:
    import nibabel

    data = np.arange(8 * 7 * 6, dtype=np.int16).reshape(8, 7, 6)
    plain = bytearray(nibabel.Nifti1Image(data, np.eye(4)).to_bytes())
    if "huge_claim" in name:
        plain[40:56] = struct.pack("<8h", 3, 32767, 32767, 32767, 1, 1, 1, 1)
    elif "bomb" in name:
        plain[40:56] = struct.pack("<8h", 3, 512, 512, 1600, 1, 1, 1, 1)
        return gzip.compress(bytes(plain[:352]) + bytes(100_000_000), 1) + bytes(400_000)
    elif "no_voxels" in name:
        plain[40:56] = struct.pack("<8h", 3, 0, 7, 6, 1, 1, 1, 1)
    elif "negative" in name:
        plain[40:56] = struct.pack("<8h", 3, -8, 7, 6, 1, 1, 1, 1)
    elif "complex" in name:
        plain[40:56] = struct.pack("<8h", 3, 4, 3, 2, 1, 1, 1, 1)
        plain[70:74] = struct.pack("<2h", 32, 64)
    elif "cut" in name:
        packed = gzip.compress(bytes(plain)) if name.endswith(".gz") else bytes(plain)
        return packed[: len(packed) * 2 // 3]
    return gzip.compress(bytes(plain)) if name.endswith(".gz") else bytes(plain)


def _dicom(name: str, media: Path) -> bytes:
    import pydicom
    from pydicom.encaps import encapsulate
    from pydicom.uid import DeflatedExplicitVRLittleEndian, JPEGBaseline8Bit

    source = media / "dicom/single/CT_small.dcm"
    if "only_magic" in name:
        return bytes(128) + b"DICM"
    if "cut" in name:
        return source.read_bytes()[:20_000]
    about = pydicom.dcmread(source)
    if "huge" in name:
        about.Rows = about.Columns = 65535
    elif "many_frames" in name:
        about.NumberOfFrames = 2**31 - 1
    elif "no_pixels" in name:
        del about.PixelData
        del about.Rows
    elif "no_syntax_known" in name:
        about.file_meta.TransferSyntaxUID = pydicom.uid.UID("1.2.840.10008.1.2.4.102")
        about.PixelData = encapsulate([b"no film"])
    elif "deflated_bomb" in name:
        about.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
        about.PixelData = bytes(100_000_000)
    elif "jpeg_lies" in name:
        buffer = io.BytesIO()
        PIL.Image.new("L", (64, 48)).save(buffer, "JPEG")
        data = bytearray(buffer.getvalue())
        start = data.index(b"\xff\xc0") + 5
        data[start : start + 4] = struct.pack(">2H", 65500, 65500)
        about.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
        about.BitsAllocated = about.BitsStored = 8
        about.HighBit, about.PixelRepresentation = 7, 0
        about.PixelData = encapsulate([bytes(data)])
    target = io.BytesIO()
    about.save_as(target, enforce_file_format=False)
    data = target.getvalue()
    if "words" in name:
        return data.replace(b"\\0.661468", b"\\banana!!").replace(b"-1024", b"minus")
    return data


def _pdf(name: str, media: Path) -> bytes:
    if "only_magic" in name:
        return b"%PDF-1.7\n"
    if "cut" in name:
        return (media / "pdf/demo.pdf").read_bytes()[:60_000]
    box, extra, stream, length = "0 0 300 200", b"", b"0 0 100 100 re f", ""
    objects: dict[int, bytes] = {}
    if "huge" in name:
        box = "0 0 2000000 2000000"
    elif "flat" in name:
        box = "0 0 300 0"
    elif "stream_bomb" in name:
        stream, length = zlib.compress(b"0 0 1 1 re f " * 12_000_000, 1), "/Filter /FlateDecode"
    elif "image_bomb" in name:
        stream = b"q 300 0 0 200 0 0 cm /Im Do Q"
        extra = b"/Resources << /XObject << /Im 5 0 R >> >>"
        data = zlib.compress(bytes(20_000_000), 1)
        objects[5] = (
            b"<< /Type /XObject /Subtype /Image /Width 40000 /Height 40000 /ColorSpace /DeviceRGB /BitsPerComponent 8 "
            b"/Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(data), data)
        )
    kids = b"" if "no_pages" in name else b"3 0 R"
    objects |= {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, 0 if "no_pages" in name else 1),
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R %s >>" % (box.encode(), extra),
        4: b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(stream), length.encode(), stream),
    }
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number in sorted(objects):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % places[number] for number in sorted(objects))
    locked = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [<00><00>]" % (
        b"41" * 32,
        b"42" * 32,
    )
    out += b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        locked if "locked" in name else b"",
        table,
    )
    return bytes(out)


def _sound(name: str, media: Path) -> bytes:
    import soundfile

    buffer = io.BytesIO()
    tone = np.sin(np.arange(8000) / 5)
    if "flac" in name:
        soundfile.write(buffer, tone, 8000, format="FLAC")
        return buffer.getvalue()[: len(buffer.getvalue()) // 3]
    if "not_numbers" in name:
        soundfile.write(buffer, np.full(8000, np.nan), 8000, format="WAV", subtype="FLOAT")
        return buffer.getvalue()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"" if "no_samples" in name else (tone * 9000).astype("<i2").tobytes())
    data = bytearray(buffer.getvalue())
    if "long_claim" in name:
        data[40:44] = struct.pack("<I", 0xFFFFFFF0)
    elif "channels" in name:
        data[22:24] = struct.pack("<H", 65535)
    elif "rate_0" in name:
        data[24:28] = struct.pack("<I", 0)
    return bytes(data)


def _text(name: str, media: Path) -> bytes:
    return {
        "text_one_line.txt": "one \u00e9 line".encode() * 400_000,
        "text_no_lines.txt": b"\n" * 1_500_000,
        "text_marks.txt": ("a" + "\u0301" * 450_000).encode(),
        "text_binary.txt": bytes(range(256)) * 200,
        "text_turned.txt": "\u202e\u2066 evil \x1b[31m red \x07 \u05e9\u05dc\u05d5\u05dd \u4f60\u597d".encode(),
    }[name]


def _picture(name: str, media: Path) -> bytes:
    buffer = io.BytesIO()
    small = [PIL.Image.new("RGB", (16, 12), (40 * i, 0, 0)) for i in range(3)]
    if name == "cut.heic":
        return (media / "hostile/torchcodec_gradient_10bit.heic").read_bytes()[:400]
    if name == "many_frames.gif":
        small[0].save(buffer, "GIF", save_all=True, append_images=small[1:])
        data = buffer.getvalue()
        frame = b"!\xf9\x04\x00\x01\x00\x00\x00,\x00\x00\x00\x00\x10\x00\x0c\x00\x00\x02\x01\x00\x00"
        return data[:-1] + frame * 60_000 + b";"
    if name == "many_frames_claim.png":
        small[0].save(buffer, "PNG", save_all=True, append_images=small[1:])
        data = bytearray(buffer.getvalue())
        start = data.index(b"acTL")
        data[start + 4 : start + 8] = struct.pack(">I", 2**31 - 1)
        data[start + 12 : start + 16] = struct.pack(">I", zlib.crc32(data[start : start + 12]))
        return bytes(data)
    small[0].save(buffer, "TIFF", save_all=True, append_images=small[1:])
    data = bytearray(buffer.getvalue())
    first = struct.unpack("<I", data[4:8])[0]
    number = struct.unpack("<H", data[first : first + 2])[0]
    following = first + 2 + 12 * number
    second = struct.unpack("<I", data[following : following + 4])[0]
    if name == "pages_in_a_ring.tif":
        last = second + 2 + 12 * struct.unpack("<H", data[second : second + 2])[0]
        data[last : last + 4] = struct.pack("<I", first)
    else:
        for entry in range(second + 2, second + 2 + 12 * number, 12):
            if struct.unpack("<H", data[entry : entry + 2])[0] in {256, 257}:
                data[entry + 2 : entry + 4] = struct.pack("<H", 4)
                data[entry + 8 : entry + 12] = struct.pack("<I", 60_000)
    return bytes(data)
