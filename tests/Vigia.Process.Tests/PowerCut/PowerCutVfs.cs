using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vigia.Process.Tests.PowerCut;

/// <summary>
/// A file system layer for SQLite (<c>sqlite3_vfs</c>) over the default one: all goes through to the real files, and what
/// is written, truncated, synced and deleted is also told to the <see cref="PowerCutDisk"/> of the folder.
/// </summary>
internal static unsafe class PowerCutVfs
{
    public const string Name = "powercut";

    private const int Ok = 0;
    private const int Full = 13;
    private const int IoError = 10;
    private const int IoErrorSync = IoError | (4 << 8);
    private const int OpenCreatesJournal = 0x4;
    private const int JournalKinds = 0x800 | 0x4000 | 0x80000;
    private const int HeaderSize = 16;

    private static readonly ConcurrentDictionary<string, PowerCutDisk> Disks = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<nint, OpenFile> Files = new();
    private static readonly Lock Registering = new();
    private static readonly Vfs* Default = Find(0);
    private static Vfs* _own;
    private static long _lastId;

    /// <summary>Sends the files of <paramref name="disk"/>'s folder through it.</summary>
    public static void Attach(PowerCutDisk disk)
    {
        lock (Registering)
        {
            if (_own is null)
            {
                Register();
            }
        }

        Disks[disk.Folder] = disk;
    }

    public static void Detach(PowerCutDisk disk) => Disks.TryRemove(disk.Folder, out _);

    private static void Register()
    {
        _own = (Vfs*)NativeMemory.AllocZeroed((nuint)sizeof(Vfs));
        *_own = *Default;
        _own->FileSize = HeaderSize + Default->FileSize;
        _own->Next = null;
        _own->Name = (byte*)Marshal.StringToCoTaskMemUTF8(Name);
        _own->Open = &Open;
        _own->Delete = &Delete;
        if (RegisterNative(_own, 0) != Ok)
        {
            throw new InvalidOperationException("SQLite refused the file system layer.");
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(Vfs* vfs, byte* name, FileHead* file, int flags, int* outFlags)
    {
        file->Methods = null;
        int code = Default->Open(Default, name, Real(file), flags, outFlags);
        IoMethods* real = Real(file)->Methods;
        if (code != Ok || real is null)
        {
            return code;
        }

        string path = Marshal.PtrToStringUTF8((nint)name) ?? "";
        PowerCutDisk disk = Disks[Path.GetDirectoryName(path)!];
        nint id = (nint)Interlocked.Increment(ref _lastId);
        bool isNewJournal = (flags & OpenCreatesJournal) != 0 && (flags & JournalKinds) != 0;
        var open = new OpenFile(disk, disk.Open(path)) { SyncsEntries = isNewJournal };
        Files[id] = open;
        IoMethods* own = (IoMethods*)NativeMemory.Alloc((nuint)sizeof(IoMethods));
        *own = *real;

        // Version 3 would let SQLite map files into memory and write past this layer.
        own->Version = 2;
        own->Close = &Close;
        own->Read = &Read;
        own->Write = &Write;
        own->Truncate = &Truncate;
        own->Sync = &Sync;
        own->FileSize = &FileSize;
        own->Lock = &LockFile;
        own->Unlock = &UnlockFile;
        own->CheckReservedLock = &CheckReservedLock;
        own->FileControl = &FileControl;
        own->SectorSize = &SectorSize;
        own->DeviceCharacteristics = &DeviceCharacteristics;
        own->ShmMap = &ShmMap;
        own->ShmLock = &ShmLock;
        own->ShmBarrier = &ShmBarrier;
        own->ShmUnmap = &ShmUnmap;
        file->Id = id;
        file->Methods = own;
        return Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Delete(Vfs* vfs, byte* name, int syncFolder)
    {
        string path = Marshal.PtrToStringUTF8((nint)name) ?? "";
        if (Disks.TryGetValue(Path.GetDirectoryName(path)!, out PowerCutDisk? disk) && !disk.Delete(path, syncFolder != 0))
        {
            return IoError;
        }

        return Default->Delete(Default, name, syncFolder);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(FileHead* file)
    {
        int code = Real(file)->Methods->Close(Real(file));
        Files.TryRemove(file->Id, out _);
        NativeMemory.Free(file->Methods);
        file->Methods = null;
        return code;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(FileHead* file, byte* buffer, int amount, long offset) =>
        Real(file)->Methods->Read(Real(file), buffer, amount, offset);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(FileHead* file, byte* buffer, int amount, long offset)
    {
        OpenFile open = Files[file->Id];
        if (open.Disk.IsFull)
        {
            return Full;
        }

        return open.Disk.Write(open.File, offset, new ReadOnlySpan<byte>(buffer, amount))
            ? Real(file)->Methods->Write(Real(file), buffer, amount, offset)
            : IoError;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(FileHead* file, long size)
    {
        OpenFile open = Files[file->Id];
        return open.Disk.Truncate(open.File, size) ? Real(file)->Methods->Truncate(Real(file), size) : IoError;
    }

    /// <summary>The real sync is left out: what survives is this layer's to say, and the tests run faster.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(FileHead* file, int flags)
    {
        OpenFile open = Files[file->Id];
        bool done = open.Disk.Sync(open.File, open.SyncsEntries);
        open.SyncsEntries = false;
        return done ? Ok : IoErrorSync;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileSize(FileHead* file, long* size) => Real(file)->Methods->FileSize(Real(file), size);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int LockFile(FileHead* file, int level) => Real(file)->Methods->Lock(Real(file), level);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int UnlockFile(FileHead* file, int level) => Real(file)->Methods->Unlock(Real(file), level);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CheckReservedLock(FileHead* file, int* result) => Real(file)->Methods->CheckReservedLock(Real(file), result);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileControl(FileHead* file, int operation, void* argument) =>
        Real(file)->Methods->FileControl(Real(file), operation, argument);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int SectorSize(FileHead* file) => Real(file)->Methods->SectorSize(Real(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int DeviceCharacteristics(FileHead* file) => Real(file)->Methods->DeviceCharacteristics(Real(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmMap(FileHead* file, int page, int pageSize, int extend, void** memory) =>
        Real(file)->Methods->ShmMap(Real(file), page, pageSize, extend, memory);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmLock(FileHead* file, int offset, int count, int flags) =>
        Real(file)->Methods->ShmLock(Real(file), offset, count, flags);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ShmBarrier(FileHead* file) => Real(file)->Methods->ShmBarrier(Real(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmUnmap(FileHead* file, int delete) => Real(file)->Methods->ShmUnmap(Real(file), delete);

    private static FileHead* Real(FileHead* file) => (FileHead*)((byte*)file + HeaderSize);

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find")]
    private static extern Vfs* Find(nint name);

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_vfs_register")]
    private static extern int RegisterNative(Vfs* vfs, int makeDefault);

    private sealed class OpenFile(PowerCutDisk disk, DiskFile file)
    {
        public PowerCutDisk Disk => disk;

        public DiskFile File => file;

        public bool SyncsEntries { get; set; }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct FileHead
    {
        public IoMethods* Methods;
        public nint Id;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct IoMethods
    {
        public int Version;
        public delegate* unmanaged[Cdecl]<FileHead*, int> Close;
        public delegate* unmanaged[Cdecl]<FileHead*, byte*, int, long, int> Read;
        public delegate* unmanaged[Cdecl]<FileHead*, byte*, int, long, int> Write;
        public delegate* unmanaged[Cdecl]<FileHead*, long, int> Truncate;
        public delegate* unmanaged[Cdecl]<FileHead*, int, int> Sync;
        public delegate* unmanaged[Cdecl]<FileHead*, long*, int> FileSize;
        public delegate* unmanaged[Cdecl]<FileHead*, int, int> Lock;
        public delegate* unmanaged[Cdecl]<FileHead*, int, int> Unlock;
        public delegate* unmanaged[Cdecl]<FileHead*, int*, int> CheckReservedLock;
        public delegate* unmanaged[Cdecl]<FileHead*, int, void*, int> FileControl;
        public delegate* unmanaged[Cdecl]<FileHead*, int> SectorSize;
        public delegate* unmanaged[Cdecl]<FileHead*, int> DeviceCharacteristics;
        public delegate* unmanaged[Cdecl]<FileHead*, int, int, int, void**, int> ShmMap;
        public delegate* unmanaged[Cdecl]<FileHead*, int, int, int, int> ShmLock;
        public delegate* unmanaged[Cdecl]<FileHead*, void> ShmBarrier;
        public delegate* unmanaged[Cdecl]<FileHead*, int, int> ShmUnmap;
        public nint Fetch;
        public nint Unfetch;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Vfs
    {
        public int Version;
        public int FileSize;
        public int MaxPath;
        public Vfs* Next;
        public byte* Name;
        public void* AppData;
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, FileHead*, int, int*, int> Open;
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, int, int> Delete;
        public nint Access;
        public nint FullPathname;
        public nint DlOpen;
        public nint DlError;
        public nint DlSym;
        public nint DlClose;
        public nint Randomness;
        public nint Sleep;
        public nint CurrentTime;
        public nint GetLastError;
        public nint CurrentTimeInt64;
        public nint SetSystemCall;
        public nint GetSystemCall;
        public nint NextSystemCall;
    }
}
