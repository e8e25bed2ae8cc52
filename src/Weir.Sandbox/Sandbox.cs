using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weir.Sandbox.Faults;
using Weir.Sandbox.Http;
using Weir.Sandbox.Kingdee;
using Weir.Sandbox.Notify;
using Weir.Sandbox.Zhilong;

namespace Weir.Sandbox;

/// <summary>All simulated vendors of one process, and the control API that changes them.</summary>
#pragma warning disable MA0049 // the host says new Sandbox(…), and there is no better word for it
public sealed class Sandbox
#pragma warning restore MA0049
{
    private readonly FaultBook _faults;
    private readonly ZhilongVendor _zhilong;
    private readonly KingdeeVendor _kingdee;
    private readonly ShopVendor _shop;
    private readonly NotifyVendor _notify;

    public Sandbox(SandboxOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        _faults = new FaultBook(options.Seed);
        var delivery = new Delivery(clock, _faults);
        _zhilong = new ZhilongVendor(options, new VendorClock(clock, _faults, "zhilong"), _faults, delivery);
        _kingdee = new KingdeeVendor(new VendorClock(clock, _faults, "kingdee"), _faults, delivery);
        _shop = new ShopVendor(options, new VendorClock(clock, _faults, "shop"), _faults, delivery);
        _notify = new NotifyVendor(new VendorClock(clock, _faults, "notify"), _faults, delivery);
    }

    /// <summary>Adds <c>/zhilong</c>, <c>/kingdee</c>, <c>/shop</c>, <c>/notify</c> and <c>/_sandbox</c> to the application.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        // The vendors check their callers themselves, and the host's own rules and documents are none of their business.
        var open = routes.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        ZhilongRoutes.Map(open, _zhilong);
        KingdeeRoutes.Map(open, _kingdee);
        ShopRoutes.Map(open, _shop);
        NotifyRoutes.Map(open, _notify);
        ZhilongControl.Map(open, _zhilong);
        KingdeeControl.Map(open, _kingdee);
        ShopControl.Map(open, _shop);
        FaultControl.Map(open, _faults);
    }
}
