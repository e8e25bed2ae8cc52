namespace Weir.Sandbox.Zhilong;

/// <summary>The envelope and the success code; the public pages name neither, so all that RuoYi code produces are here.</summary>
internal enum EnvelopeProfile
{
    RuoyiVue,
    Ruoyi,
    AjaxList,
    AjaxPage,
    BareArray,
}

internal enum ZhilongAuth
{
    None,
    StaticHeader,
    Login,
    AppKeySign,
}

internal enum SignAlgorithm
{
    Md5,
    HmacSha256,
}

/// <summary>What the sign covers: every parameter of the request, or only appKey, nonce and timestamp.</summary>
internal enum SignScope
{
    All,
    Own,
}

internal enum BodyMode
{
    Any,
    Json,
    Form,
}

/// <summary>Everything about 植隆 that is unknown until a real tenant is connected is a setting; the defaults are the likeliest guess.</summary>
internal sealed record ZhilongSettings
{
    public EnvelopeProfile Profile { get; init; } = EnvelopeProfile.RuoyiVue;
    public ZhilongAuth Auth { get; init; } = ZhilongAuth.StaticHeader;
    public string HeaderName { get; init; } = "Authorization";
    public string HeaderValue { get; init; } = "Bearer demo-token";
    public string UserName { get; init; } = "demo";
    public string Password { get; init; } = "demo-password";
    public string AppKey { get; init; } = "demo-app";
    public string AppSecret { get; init; } = "demo-app-secret";
    public SignAlgorithm SignAlgorithm { get; init; } = SignAlgorithm.Md5;
    public SignScope SignScope { get; init; } = SignScope.All;

    /// <summary>What stands between the parameters and the secret in an MD5 sign; some platforms want <c>&amp;key=</c>.</summary>
    public string SignSecretPrefix { get; init; } = "";

    /// <summary>Oldest or newest timestamp accepted with a sign; 0 = not checked.</summary>
    public int SignMaxAgeSeconds { get; init; } = 300;

    /// <summary>Life of a login token; sliding, renewed once a third of it is used, as RuoYi does.</summary>
    public int TokenLifeSeconds { get; init; } = 1800;

    /// <summary>True: a page number past the end answers the last page again.</summary>
    public bool Reasonable { get; init; } = true;

    public bool IdsAsText { get; init; }

    /// <summary>Share of rows that were never edited and therefore have no updateTime.</summary>
    public double NullUpdateTimeShare { get; init; } = 0.02;

    /// <summary>True: rows with null updateTime match only if both update filters are absent (what SQL does); false: they always match.</summary>
    public bool NullUpdateTimeOnlyUnfiltered { get; init; } = true;

    /// <summary>False: an inserted row has no updateTime until its first edit, which is what plain RuoYi does.</summary>
    public bool InsertSetsUpdateTime { get; init; } = true;

    public bool UpdateTimeEndInclusive { get; init; } = true;

    /// <summary>createTimeStart and createTimeEnd are honoured; when off they are ignored like any unknown key.</summary>
    public bool CreateTimeFilters { get; init; } = true;

    /// <summary>False: rows whose deleteFlag is "2" are left out.</summary>
    public bool ReturnDeleted { get; init; } = true;

    public bool RepeatGuard { get; init; }
    public int RepeatGuardMs { get; init; } = 5000;

    /// <summary>A larger pageSize is cut to this; 0 = no limit.</summary>
    public int MaxPageSize { get; init; }

    /// <summary>Calls per minute and path; 0 = no limit.</summary>
    public int CallsPerMinute { get; init; }

    public BodyMode BodyMode { get; init; } = BodyMode.Any;

    /// <summary>False: pageNum and pageSize in a JSON body are ignored, which is what plain RuoYi does.</summary>
    public bool PagingFromJsonBody { get; init; } = true;
}
