namespace Weir.Sandbox.Http;

/// <summary>What differs between shops, for the control API.</summary>
internal sealed record ShopSettings
{
    public string BearerToken { get; init; } = "demo-shop-token";
    public string UserName { get; init; } = "demo";
    public string Password { get; init; } = "demo-password";

    /// <summary>Taken as header X-Api-Key or as parameter api_key.</summary>
    public string ApiKey { get; init; } = "demo-shop-key";

    public string ClientId { get; init; } = "demo-client";
    public string ClientSecret { get; init; } = "demo-client-secret";
    public int TokenLifeSeconds { get; init; } = 7200;

    /// <summary>A larger page is cut to this; 0 = no limit.</summary>
    public int MaxPageSize { get; init; } = 200;

    /// <summary>False: answers tell neither total nor hasNext.</summary>
    public bool TellTotal { get; init; } = true;

    /// <summary>True: a page past the end answers the last page again.</summary>
    public bool RepeatLastPage { get; init; }

    /// <summary>False: Idempotency-Key is ignored, so that a repeat makes a second shipment.</summary>
    public bool Idempotent { get; init; } = true;

    /// <summary>Calls per minute; 0 = no limit.</summary>
    public int CallsPerMinute { get; init; }
}
