"""Where a waiting process is found: a directory of this user's alone, and in it a name that says who may meet there.

Whatever is the same for two launches that may be served by one waiting process is in the name: the package's files, the
interpreter, what of the environment is read while loading, and what the kernel holds a process to. So neither an upgrade nor
another virtual environment, container or network namespace ever meets a process that was started elsewhere.

The launcher reads this file on every launch: builtin modules and small extensions only (see `tests/warm/test_loaded.py`).
"""

import posix
import sys

PREFIX = b"terraform-provider-twilio-warm-"

OFF = b"TWILIO_PROVIDER_WARM_START"
SECONDS = b"TWILIO_PROVIDER_WARM_START_SECONDS"
WHY_COLD = b"TWILIO_PROVIDER_WHY_COLD"
"""Between a launcher and itself, as the program that it goes on as: what to log."""

_HOME = b"HOME"
_READ_WHILE_LOADING = (b"LD_LIBRARY_PATH", b"LD_PRELOAD", b"GLIBC_TUNABLES", b"OPENSSL_CONF", b"OPENSSL_MODULES")
"""What the dynamic loader and OpenSSL look at once, when they start. A process can't be told of them later."""

_NAMESPACES = ("cgroup", "ipc", "mnt", "net", "pid", "user", "uts")
_HELD_TO = (b"Uid:", b"Gid:", b"Groups:", b"CapEff:", b"CapBnd:", b"NoNewPrivs:", b"Seccomp:", b"Cpus_allowed:")
_MOST_READ = 65536


class Unsafe(OSError):
    """Somebody else's directory or process is where ours should be."""


def parents(environment: dict[bytes, bytes]) -> list[bytes]:
    """Where the directory may be, best first: what systems keep for each user's running processes, and where temporary files are.

    A path that is not absolute means another folder in each folder, so it is none, as the XDG specification says too.
    """
    runtime, temporary = environment.get(b"XDG_RUNTIME_DIR", b""), environment.get(b"TMPDIR", b"")
    return [*([runtime] if runtime.startswith(b"/") else []), temporary if _is_there(temporary) else b"/tmp"]


def _is_there(folder: bytes) -> bool:
    try:
        return folder.startswith(b"/") and posix.stat(folder).st_mode & 0o170000 == 0o040000
    except OSError:
        return False


def made(parent: bytes) -> int:
    """The directory, open, made if it is not there. OSError where it cannot be had."""
    try:
        posix.mkdir(_under(parent), 0o700)
    except FileExistsError:
        pass
    return opened(parent)


def opened(parent: bytes) -> int:
    """The directory, open: a descriptor, so that what was checked is what is used. OSError if it is not there, or not ours."""
    descriptor = posix.open(_under(parent), posix.O_RDONLY | posix.O_DIRECTORY | posix.O_NOFOLLOW | posix.O_CLOEXEC)
    found = posix.fstat(descriptor)
    if found.st_uid != posix.geteuid() or found.st_mode & 0o077:
        posix.close(descriptor)
        raise Unsafe("the directory for warm starts is not this user's alone")
    return descriptor


def _under(parent: bytes) -> bytes:
    return b"%s/%s%d" % (parent, PREFIX, posix.geteuid())


def path(directory: int, name: str) -> str:
    """A file of an opened directory. It is short, as paths of sockets must be."""
    return f"/proc/self/fd/{directory}/{name}"


def locked(directory: int, name: str) -> int | None:
    """The lock on a name: whoever holds it, and the processes that inherit it, may listen there. None where another holds it."""
    from fcntl import LOCK_EX, LOCK_NB, flock  # noqa: PLC0415  # needed by the first launch only

    file = path(directory, f"{name}.lock")
    try:
        descriptor = posix.open(file, posix.O_RDWR | posix.O_CREAT | posix.O_NOFOLLOW | posix.O_CLOEXEC, 0o600)
    except FileNotFoundError:
        return None  # the last one that waited has just removed the directory
    try:
        flock(descriptor, LOCK_EX | LOCK_NB)
        if posix.fstat(descriptor).st_ino == posix.stat(file).st_ino:  # or else its holder removed it meanwhile
            return descriptor
    except (BlockingIOError, FileNotFoundError):
        pass
    posix.close(descriptor)
    return None


def is_stopped(process: int) -> bool:
    """Whether a process or a fork of it cannot answer, however long one waits: it is stopped, or has ended."""
    try:
        forks = _read(f"/proc/{process}/task/{process}/children").split()
        return any(_read(b"/proc/%b/stat" % each).rpartition(b") ")[2][:1] in b"TtZX" for each in (b"%d" % process, *forks))
    except OSError:
        return True


def loading_environment(environment: dict[bytes, bytes]) -> dict[bytes, bytes]:
    """All that a waiting process may be given of an environment."""
    kept = {name: environment[name] for name in _READ_WHILE_LOADING if name in environment}
    if _HOME in environment and not _only_its_own_packages():
        kept[_HOME] = environment[_HOME]
    return kept


def name(environment: dict[bytes, bytes]) -> str:
    """The name under which processes like this one meet."""
    from _blake2 import blake2b  # noqa: PLC0415  # an extension that a Python may lack; then launches are cold

    digest = blake2b(digest_size=12)
    for part in (*_software(), *_surroundings(), repr(sorted(loading_environment(environment).items())).encode()):
        digest.update(part + b"\0")
    return digest.hexdigest()


def _software() -> list[bytes]:
    """The interpreter and every file of the package, told apart as `make` does it: by size and time."""
    root = __file__.rpartition("/plugin/")[0]
    python = posix.stat(sys.executable)
    parts = [sys.version, sys.executable, f"{python.st_ino} {python.st_size} {python.st_mtime_ns}", root]
    return [part.encode("utf-8", "surrogateescape") for part in (*parts, *sorted(_files(root)))]


def _files(folder: str) -> list[str]:
    """Sources, or in a self-contained build what they were compiled to."""
    found: list[str] = []
    with posix.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith((".py", ".pyc")):
                state = entry.stat()
                found.append(f"{entry.path} {state.st_ino} {state.st_size} {state.st_mtime_ns}")
            elif "." not in entry.name and entry.name != "__pycache__":
                found.extend(_files(entry.path))
    return found


def _surroundings() -> list[bytes]:
    """What a process may do and see: a fork has it from the waiting process, so it must be what the launcher has."""
    root = posix.stat("/")
    parts = [f"{root.st_dev} {root.st_ino} {posix.nice(0)}"]
    parts += [str(posix.stat(f"/proc/self/ns/{each}").st_ino) for each in _NAMESPACES]
    status = [line for line in _read("/proc/self/status").split(b"\n") if line.startswith(_HELD_TO)]
    return [*(part.encode() for part in parts), *status, _read("/proc/self/limits"), _read("/proc/self/cgroup")]


def _only_its_own_packages() -> bool:
    """Whether this Python is a virtual environment's, which takes no packages from a home."""
    try:
        settings = _read(f"{sys.executable.rpartition('/bin/')[0]}/pyvenv.cfg")
    except OSError:
        return False
    return b"include-system-site-packages = false" in settings


def _read(file: str | bytes) -> bytes:
    descriptor = posix.open(file, posix.O_RDONLY | posix.O_CLOEXEC)
    try:
        return posix.read(descriptor, _MOST_READ)
    finally:
        posix.close(descriptor)
